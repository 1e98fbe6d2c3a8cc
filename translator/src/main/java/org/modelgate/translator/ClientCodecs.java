package org.modelgate.translator;

import java.util.Optional;
import org.modelgate.common.inference.DialectId;

/** A client's dialect as the set of its codecs. */
public record ClientCodecs(
        DialectId id,
        String path,
        BodyScanner scanner,
        Passthrough passthrough,
        RequestCodec requests,
        ResponseCodec responses,
        StreamCodec streams,
        ErrorCodec errors,
        Optional<ClientCounting> counting,
        Optional<TokenCounter> counter)
        implements ClientDialect {

    /** A dialect in which nobody counts. */
    public ClientCodecs(
            DialectId id,
            String path,
            BodyScanner scanner,
            Passthrough passthrough,
            RequestCodec requests,
            ResponseCodec responses,
            StreamCodec streams,
            ErrorCodec errors) {
        this(id, path, scanner, passthrough, requests, responses, streams, errors, Optional.empty(), Optional.empty());
    }

    /** The same dialect with its counts. */
    public ClientCodecs counting(ClientCounting clients, TokenCounter providers) {
        return new ClientCodecs(
                id,
                path,
                scanner,
                passthrough,
                requests,
                responses,
                streams,
                errors,
                Optional.of(clients),
                Optional.of(providers));
    }
}
