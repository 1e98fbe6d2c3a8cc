package org.modelgate.translator.dialect.anthropic;

import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.StreamCodec;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.framing.SseStreamDecoder;

final class AnthropicStreams implements StreamCodec {
    @Override
    public StreamDecoder decoder() {
        return new SseStreamDecoder(new AnthropicStreamReader());
    }

    @Override
    public StreamEncoder encoder(AnswerContext context, long inputTokens) {
        return new AnthropicStreamEncoder(context, inputTokens);
    }
}
