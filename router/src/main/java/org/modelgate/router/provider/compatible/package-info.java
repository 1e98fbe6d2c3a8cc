/** Vendors whose API is OpenAI's with quirks: rows of data, no code. */
@NullMarked
package org.modelgate.router.provider.compatible;

import org.jspecify.annotations.NullMarked;
