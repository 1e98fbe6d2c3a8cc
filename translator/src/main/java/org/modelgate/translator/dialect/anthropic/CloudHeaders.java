package org.modelgate.translator.dialect.anthropic;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Version and betas of a request, which may stand in headers or in the body. */
final class CloudHeaders {
    static final String BETA = "anthropic-beta";

    private CloudHeaders() {}

    /** The version that was asked for, taken out of the headers. */
    static ApiVersion takeVersion(Map<String, String> headers, HostedBody body) {
        @Nullable String header = headers.remove(ApiVersion.HEADER);
        @Nullable String said = body.version() == null ? header : body.version();
        return said == null ? ApiVersion.V2023_06_01 : ApiVersion.of(Map.of(ApiVersion.HEADER, said));
    }

    /** What the host takes of those that were asked for, taken out of the headers. */
    static Betas.Taken takeBetas(Map<String, String> headers, HostedBody body, Betas.Host host) {
        @Nullable String header = headers.remove(BETA);
        return Betas.of(host, Betas.asked(header == null ? "" : header, body.betas()));
    }
}
