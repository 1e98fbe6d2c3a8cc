package org.modelgate.router.provider;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;

/**
 * A kind of provider ({@code type} in the configuration), as data.
 *
 * @param type its name in the configuration
 * @param access what its section may say
 * @param local whether this process may run it itself and give its base URL after the configuration was read
 * @param endpoints its routes, the preferred one first; empty where only the configuration knows them
 * @param counting routes that count tokens and are used for nothing else
 * @param timeouts defaults for its kind of models
 * @param maxConnections default size of the pool; a stream holds its connection for its whole life
 * @param abort what becomes of a request that is given up
 * @param cost units that a running request takes of {@code max_connections}, which then counts for all of this process; null: one
 *     connection each
 */
public record Provider(
        String type,
        Access access,
        boolean local,
        List<Endpoint> endpoints,
        List<Endpoint> counting,
        Timeouts timeouts,
        int maxConnections,
        RetryHints hints,
        AbortPolicy abort,
        @Nullable ModelCost cost) {
    private static final int CONNECTIONS = 1_000;

    public Provider {
        endpoints = List.copyOf(endpoints);
        counting = List.copyOf(counting);
    }

    /** A vendor's, with the usual pool and hints. */
    public static Provider of(String type, Access access, Timeouts timeouts, Endpoint... endpoints) {
        return new Provider(
                type,
                access,
                false,
                List.of(endpoints),
                List.of(),
                timeouts,
                CONNECTIONS,
                RetryHints.COMMON,
                AbortPolicy.GOES_ON,
                null);
    }

    public Provider withHints(RetryHints others) {
        return new Provider(type, access, local, endpoints, counting, timeouts, maxConnections, others, abort, cost);
    }

    public Provider withEndpoints(List<Endpoint> others) {
        return new Provider(type, access, local, others, counting, timeouts, maxConnections, hints, abort, cost);
    }

    public Provider withCounting(Endpoint... others) {
        return new Provider(
                type, access, local, endpoints, List.of(others), timeouts, maxConnections, hints, abort, cost);
    }

    public Provider withMaxConnections(int other) {
        return new Provider(type, access, local, endpoints, counting, timeouts, other, hints, abort, cost);
    }

    /** A vendor that stops work and bill where the connection is closed. */
    public Provider stopping(AbortPolicy other) {
        return new Provider(type, access, local, endpoints, counting, timeouts, maxConnections, hints, other, cost);
    }

    /** A vendor that sells concurrency. */
    public Provider costing(ModelCost other) {
        return new Provider(type, access, local, endpoints, counting, timeouts, maxConnections, hints, abort, other);
    }

    /** One that this process may run itself. */
    public Provider withinProcess() {
        return new Provider(type, access, true, endpoints, counting, timeouts, maxConnections, hints, abort, cost);
    }

    /** All routes. */
    public List<Endpoint> routes() {
        return Stream.concat(endpoints.stream(), counting.stream()).toList();
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
        return routes().stream()
                .filter(endpoint -> endpoint.models().test(model) && counts(endpoint, model))
                .findFirst()
                .orElse(usual);
    }

    private static boolean counts(Endpoint endpoint, String model) {
        return endpoint.hosting().countPath(model).isPresent();
    }
}
