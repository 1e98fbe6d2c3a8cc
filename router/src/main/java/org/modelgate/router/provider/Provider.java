package org.modelgate.router.provider;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;

/**
 * A kind of provider ({@code type} in the configuration), as data.
 *
 * @param type its name in the configuration
 * @param defaultBaseUrl the vendor's host, null if there is no usual one
 * @param regionalUrl base URL for a {@code region} of the configuration, null if the vendor has no regions
 * @param local whether this process may run it itself and give its base URL after the configuration was read
 * @param keyRequired whether calls to the vendor's own host need a credential
 * @param endpoints its routes, the preferred one first
 * @param timeouts defaults for its kind of models
 * @param maxConnections default size of the pool; a stream holds its connection for its whole life
 */
public record Provider(
        String type,
        @Nullable URI defaultBaseUrl,
        @Nullable Function<String, URI> regionalUrl,
        boolean local,
        boolean keyRequired,
        List<Endpoint> endpoints,
        Timeouts timeouts,
        int maxConnections,
        RetryHints hints) {

    /** One without regions. */
    public Provider(
            String type,
            @Nullable URI defaultBaseUrl,
            boolean local,
            boolean keyRequired,
            List<Endpoint> endpoints,
            Timeouts timeouts,
            int maxConnections,
            RetryHints hints) {
        this(type, defaultBaseUrl, null, local, keyRequired, endpoints, timeouts, maxConnections, hints);
    }

    public Provider {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a provider needs an endpoint: " + type);
        }
    }

    /**
     * Where calls of a client's dialect go: to the same dialect if the provider serves the model in it, else to the first route
     * that serves the model. The last route serves every model.
     *
     * @param model the provider's name of it
     */
    public Endpoint endpointFor(DialectId clientDialect, String model) {
        Endpoint first = null;
        for (Endpoint endpoint : endpoints) {
            if (endpoint.models().test(model)) {
                if (endpoint.dialect() == clientDialect) {
                    return endpoint;
                }
                first = first == null ? endpoint : first;
            }
        }
        return first == null ? endpoints.getLast() : first;
    }

    /** Where tokens for a model are counted: its usual route if that counts, else the first one that serves the model and does. */
    public Endpoint countingEndpointFor(DialectId clientDialect, String model) {
        Endpoint usual = endpointFor(clientDialect, model);
        if (counts(usual, model)) {
            return usual;
        }
        return endpoints.stream()
                .filter(endpoint -> endpoint.models().test(model) && counts(endpoint, model))
                .findFirst()
                .orElse(usual);
    }

    private static boolean counts(Endpoint endpoint, String model) {
        return endpoint.hosting().countPath(model).isPresent();
    }
}
