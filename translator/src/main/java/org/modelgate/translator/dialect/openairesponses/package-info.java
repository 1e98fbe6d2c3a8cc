/**
 * OpenAI's Responses. Requests and errors, both ways.
 * Answers: items of output to canonical parts and back, streams item by item, the tap of the same-dialect path.
 */
@NullMarked
package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.NullMarked;
