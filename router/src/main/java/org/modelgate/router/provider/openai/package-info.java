/** OpenAI's own API. */
@NullMarked
package org.modelgate.router.provider.openai;

import org.jspecify.annotations.NullMarked;
