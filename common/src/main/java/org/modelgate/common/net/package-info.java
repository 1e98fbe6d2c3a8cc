/** Which addresses the gateway may connect to where somebody else than its operator names them. */
@NullMarked
package org.modelgate.common.net;

import org.jspecify.annotations.NullMarked;
