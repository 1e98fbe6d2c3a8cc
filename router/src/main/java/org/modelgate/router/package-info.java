/**
 * Where a call goes and how it survives. A {@link org.modelgate.router.RouterVerticle} owns the life of one call: plan, admission,
 * attempts at providers, fallback until the first content, settlement. All state belongs to its instance's event loop.
 */
@NullMarked
package org.modelgate.router;

import org.jspecify.annotations.NullMarked;
