/** The form of the keys that the gateway makes. Billing makes the first one, edges all others, so that no key crosses the bus. */
@NullMarked
package org.modelgate.common.keys;

import org.jspecify.annotations.NullMarked;
