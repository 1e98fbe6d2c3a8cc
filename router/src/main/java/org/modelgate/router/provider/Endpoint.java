package org.modelgate.router.provider;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.Hosting;

/**
 * A route of a provider.
 *
 * @param dialect wire format it speaks
 * @param hosting its path and wrapping
 * @param models which models it serves, by the provider's name of them
 * @param auth how it wants the credential
 * @param passedHeaders the client's headers that reach it, by lower-case name
 * @param defaultHeaders headers that it gets when neither client nor translator gave them
 */
public record Endpoint(
        DialectId dialect,
        Hosting hosting,
        Predicate<String> models,
        AuthScheme auth,
        List<String> passedHeaders,
        Map<String, String> defaultHeaders) {

    public Endpoint {
        passedHeaders = List.copyOf(passedHeaders);
        defaultHeaders = Map.copyOf(defaultHeaders);
    }
}
