/** OpenRouter, which speaks all three dialects for all models. */
@NullMarked
package org.modelgate.router.provider.openrouter;

import org.jspecify.annotations.NullMarked;
