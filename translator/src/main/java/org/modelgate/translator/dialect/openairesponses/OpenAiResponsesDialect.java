package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.StreamCodec;

/** OpenAI Responses. Stateless, shared by threads. */
public final class OpenAiResponsesDialect implements ClientDialect {
    private final BodyScanner scanner = new ResponsesBodyScanner();
    private final Passthrough passthrough = new ResponsesPassthrough();
    private final RequestCodec requests = new ResponsesRequestCodec();
    private final ResponseCodec responses = new ResponsesResponseCodec();
    private final StreamCodec streams = new ResponsesStreamCodec();
    private final ErrorCodec errors = new ResponsesErrorCodec();

    @Override
    public DialectId id() {
        return DialectId.OPENAI_RESPONSES;
    }

    @Override
    public String path() {
        return "responses";
    }

    @Override
    public BodyScanner scanner() {
        return scanner;
    }

    @Override
    public Passthrough passthrough() {
        return passthrough;
    }

    @Override
    public RequestCodec requests() {
        return requests;
    }

    @Override
    public ResponseCodec responses() {
        return responses;
    }

    @Override
    public StreamCodec streams() {
        return streams;
    }

    @Override
    public ErrorCodec errors() {
        return errors;
    }
}
