/** Rate limits in integer arithmetic. Pure: time is an argument, nothing is shared between threads. */
@NullMarked
package org.modelgate.billing.limit;

import org.jspecify.annotations.NullMarked;
