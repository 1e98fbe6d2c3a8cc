/** What clients are told of their rate limits. Pure. */
@NullMarked
package org.modelgate.common.limit;

import org.jspecify.annotations.NullMarked;
