package org.modelgate.translator.dialect.openaichat;

import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.ClientCodecs;
import org.modelgate.translator.ClientDialect;

/** OpenAI's Chat Completions, also as its many compatible servers speak it. */
public final class OpenAiChatDialect {
    private OpenAiChatDialect() {}

    public static ClientDialect create() {
        return new ClientCodecs(
                DialectId.OPENAI_CHAT,
                "chat/completions",
                new ChatBodyScanner(),
                new ChatPassthrough(),
                new OpenAiChatRequestCodec(),
                new OpenAiChatResponseCodec(),
                new OpenAiChatStreamCodec(),
                new OpenAiChatErrorCodec());
    }
}
