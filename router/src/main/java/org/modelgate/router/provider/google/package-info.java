/** Google: the Gemini API with its keys, and Vertex AI with tokens of Google Cloud. */
@NullMarked
package org.modelgate.router.provider.google;

import org.jspecify.annotations.NullMarked;
