package org.modelgate.translator;

import java.util.Optional;
import org.modelgate.common.inference.DialectId;

/**
 * A provider's wire format: how requests to it are written and its answers read. Registered in {@link Dialects}. One that clients
 * speak too is a {@link ClientDialect}. Stateless, shared by threads.
 */
public interface Dialect {
    DialectId id();

    RequestEncoder requests();

    /** What is read in passing, whatever the client's dialect. */
    AnswerMeter meter();

    ResponseDecoder responses();

    StreamDecoding streams();

    ErrorDecoder errors();

    /** How its providers count tokens, where they do. */
    default Optional<TokenCounter> counter() {
        return Optional.empty();
    }
}
