package org.modelgate.translator.dialect.openaichat;

import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.StreamCodec;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.framing.SseStreamDecoder;

/** Chat streams, both ways. */
final class OpenAiChatStreamCodec implements StreamCodec {
    @Override
    public StreamDecoder decoder() {
        return new SseStreamDecoder(new ChatStreamReader());
    }

    @Override
    public StreamEncoder encoder(AnswerContext context, long inputTokens) {
        return new ChatStreamEncoder(context, inputTokens);
    }
}
