/** Microsoft Azure: OpenAI's models and Claude, with keys or tokens of Entra. */
@NullMarked
package org.modelgate.router.provider.azure;

import org.jspecify.annotations.NullMarked;
