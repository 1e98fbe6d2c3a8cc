package org.modelgate.translator.dialect.gemini;

import java.util.Optional;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.AnswerMeter;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.RequestEncoder;
import org.modelgate.translator.ResponseDecoder;
import org.modelgate.translator.StreamDecoding;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.framing.SseStreamDecoder;

/** Google's generateContent. No client speaks it. Stateless, shared by threads. */
public final class GeminiDialect implements Dialect {
    private final RequestEncoder requests = new GeminiRequestEncoder();
    private final AnswerMeter meter = new GeminiMeter();
    private final ResponseDecoder responses = new GeminiResponseDecoder();
    private final StreamDecoding streams = () -> new SseStreamDecoder(new GeminiStreamReader());
    private final TokenCounter counter = new GeminiCounter();
    private final ErrorDecoder errors = new GeminiErrors();

    @Override
    public DialectId id() {
        return DialectId.GEMINI;
    }

    @Override
    public RequestEncoder requests() {
        return requests;
    }

    @Override
    public AnswerMeter meter() {
        return meter;
    }

    @Override
    public ResponseDecoder responses() {
        return responses;
    }

    @Override
    public StreamDecoding streams() {
        return streams;
    }

    @Override
    public Optional<TokenCounter> counter() {
        return Optional.of(counter);
    }

    @Override
    public ErrorDecoder errors() {
        return errors;
    }
}
