/**
 * Google's generateContent as a provider's dialect: requests written, answers, streams and errors read. It has no model in its body
 * and no marker at a stream's end, and it binds reasoning to single parts ({@code thoughtSignature}), which {@link
 * org.modelgate.translator.dialect.gemini.SignedPlace} carries through clients of other dialects.
 */
@NullMarked
package org.modelgate.translator.dialect.gemini;

import org.jspecify.annotations.NullMarked;
