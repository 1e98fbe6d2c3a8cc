/**
 * The Gemini dialect: {@code generateContent}, {@code streamGenerateContent} (server-sent events with {@code alt=sse}, else
 * one long JSON array) and {@code countTokens}, at the Gemini API's paths and at Vertex AI's.
 *
 * <p>A model whose name tells its generation is held to it: ids of function calls and thought signatures from Gemini 3 on,
 * thinking by level or by budget. Any other name takes ids, levels and budgets, signs its calls and doesn't ask for the
 * signatures. A signature is good only on the very part that it was given with; the placeholder
 * {@code skip_thought_signature_validator} is taken for a good one.
 *
 * <p>Field names are camelCase only. An error inside a stream comes as Google sends it: pretty-printed JSON without
 * {@code data:}. Not simulated, and refused by name: cached contents, several candidates. Server tools may be offered and
 * are never used.
 */
@NullMarked
package org.modelgate.deploy.simulator.gemini;

import org.jspecify.annotations.NullMarked;
