/** What can go wrong with a call, as values: they travel on the bus and are rendered by the client's dialect. Uses the JDK only. */
@NullMarked
package org.modelgate.common.error;

import org.jspecify.annotations.NullMarked;
