/** What OpenAI's two APIs, Chat Completions and Responses, have in common: reading bodies, target models, schemas, media. */
@NullMarked
package org.modelgate.translator.openai;

import org.jspecify.annotations.NullMarked;
