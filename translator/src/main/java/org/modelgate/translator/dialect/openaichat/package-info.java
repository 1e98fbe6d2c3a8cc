/**
 * OpenAI's Chat Completions wire format, both ways: requests, whole answers, streams, errors, and the patching and tapping of
 * the same-dialect path. May use the translator's root, framing and common; never a sibling dialect. What differs between the
 * providers that speak this format is data ({@link org.modelgate.translator.dialect.openaichat.ChatTarget}). Pure; codecs are
 * stateless and shared by threads, decoders, encoders and taps belong to one call.
 */
@NullMarked
package org.modelgate.translator.dialect.openaichat;

import org.jspecify.annotations.NullMarked;
