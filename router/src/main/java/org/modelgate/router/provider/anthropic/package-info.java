/** Anthropic's own API. */
@NullMarked
package org.modelgate.router.provider.anthropic;

import org.jspecify.annotations.NullMarked;
