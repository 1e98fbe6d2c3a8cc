package org.modelgate.translator.dialect.anthropic;

import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.StreamCodec;

/** Anthropic Messages. */
public final class AnthropicDialect implements Dialect {
    private final BodyScanner scanner = new AnthropicScanner();
    private final Passthrough passthrough = new AnthropicPassthrough();
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
    public RequestCodec requests() {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public ResponseCodec responses() {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public StreamCodec streams() {
        throw new UnsupportedOperationException("comes next");
    }

    @Override
    public ErrorCodec errors() {
        return errors;
    }
}
