package org.modelgate.translator.dialect.bedrock;

import java.util.Optional;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.AnswerMeter;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.RequestEncoder;
import org.modelgate.translator.ResponseDecoder;
import org.modelgate.translator.StreamDecoding;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.framing.SseStreamDecoder;

/** Amazon's neutral shape (wire notes on Bedrock, section 3). */
public final class ConverseDialect implements Dialect {
    private final AnswerMeter meter = new ConverseMeter();
    private final RequestEncoder requests =
            (request, target, warnings) -> new ConverseRequestEncoder(request, target, warnings).encode();
    private final ResponseDecoder responses = new ConverseResponses();
    private final TokenCounter counter = new ConverseCounter();
    private final ErrorDecoder errors = new AwsErrors();

    @Override
    public DialectId id() {
        return DialectId.BEDROCK_CONVERSE;
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
        return () -> new SseStreamDecoder(new ConverseStreamReader());
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
