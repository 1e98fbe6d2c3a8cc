package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.StreamCodec;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;

/** Responses streams, both ways. */
final class ResponsesStreamCodec implements StreamCodec {
    @Override
    public StreamDecoder decoder() {
        return new ResponsesStreamDecoder();
    }

    @Override
    public StreamEncoder encoder(AnswerContext context, long inputTokens) {
        return new ResponsesStreamEncoder(context, inputTokens);
    }
}
