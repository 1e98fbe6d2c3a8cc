package org.modelgate.translator;

import java.util.Optional;

/** A wire format that clients speak: each codec works both ways, and a call to a provider of the same dialect keeps its bytes. */
public interface ClientDialect extends Dialect {
    /** Path of its inference endpoint behind {@code /v1}, such as {@code messages}. */
    String path();

    BodyScanner scanner();

    Passthrough passthrough();

    /** How its clients ask for a count of tokens, where they do. */
    default Optional<ClientCounting> counting() {
        return Optional.empty();
    }

    @Override
    default AnswerMeter meter() {
        return passthrough();
    }

    @Override
    RequestCodec requests();

    @Override
    ResponseCodec responses();

    @Override
    StreamCodec streams();

    @Override
    ErrorCodec errors();
}
