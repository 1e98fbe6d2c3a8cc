package org.modelgate.router.provider;

import java.util.List;
import java.util.Map;
import org.modelgate.common.inference.DialectId;

/**
 * A route of a provider.
 *
 * @param dialect wire format it speaks
 * @param path what follows the base URL, with leading slash
 * @param auth how it wants the credential
 * @param passedHeaders the client's headers that reach it, by lower-case name
 * @param defaultHeaders headers that it gets when neither client nor translator gave them
 */
public record Endpoint(
        DialectId dialect,
        String path,
        AuthScheme auth,
        List<String> passedHeaders,
        Map<String, String> defaultHeaders) {

    public Endpoint {
        passedHeaders = List.copyOf(passedHeaders);
        defaultHeaders = Map.copyOf(defaultHeaders);
    }
}
