/** Featherless, whose plans sell concurrency. */
@NullMarked
package org.modelgate.router.provider.featherless;

import org.jspecify.annotations.NullMarked;
