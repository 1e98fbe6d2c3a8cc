/** OpenAI's Responses API (wire notes: openai-responses.md). Nothing is stored: a conversation comes whole with each request. */
@NullMarked
package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.NullMarked;
