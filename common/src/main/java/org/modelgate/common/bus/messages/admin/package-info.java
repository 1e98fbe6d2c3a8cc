/** What operators ask billing for, through the admin port of an edge. Amounts are nano-USD, times milliseconds since 1970. */
@NullMarked
package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.NullMarked;
