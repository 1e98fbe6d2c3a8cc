package org.modelgate.translator.dialect.anthropic;

import java.util.Optional;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientCounting;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.StreamCodec;
import org.modelgate.translator.TokenCounter;

/** Anthropic Messages. */
public final class AnthropicDialect implements ClientDialect {
    private final BodyScanner scanner = new AnthropicScanner(true);
    private final Passthrough passthrough = new AnthropicPassthrough();
    private final ClientCounting counting = new AnthropicCounting();
    private final TokenCounter counter = new AnthropicCounter();
    private final RequestCodec requests = new AnthropicRequests();
    private final ResponseCodec responses = new AnthropicResponses();
    private final StreamCodec streams = new AnthropicStreams();
    private final ErrorCodec errors = new AnthropicErrors();

    @Override
    public DialectId id() {
        return DialectId.ANTHROPIC_MESSAGES;
    }

    @Override
    public String path() {
        return "messages";
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
    public Optional<ClientCounting> counting() {
        return Optional.of(counting);
    }

    @Override
    public Optional<TokenCounter> counter() {
        return Optional.of(counter);
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
