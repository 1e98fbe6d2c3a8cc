package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.ClientCodecs;
import org.modelgate.translator.ClientDialect;

/** OpenAI's Responses. */
public final class OpenAiResponsesDialect {
    private OpenAiResponsesDialect() {}

    public static ClientDialect create() {
        return new ClientCodecs(
                        DialectId.OPENAI_RESPONSES,
                        "responses",
                        new ResponsesBodyScanner(),
                        new ResponsesPassthrough(),
                        new ResponsesRequestCodec(),
                        new ResponsesResponseCodec(),
                        new ResponsesStreamCodec(),
                        new ResponsesErrorCodec())
                .counting(new ResponsesCounting(), new ResponsesCounter());
    }
}
