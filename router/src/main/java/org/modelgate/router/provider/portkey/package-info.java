/** Portkey's gateway as an upstream. */
@NullMarked
package org.modelgate.router.provider.portkey;

import org.jspecify.annotations.NullMarked;
