package org.modelgate.edge.http;

import io.vertx.core.http.HttpMethod;
import org.modelgate.translator.ClientCounting;
import org.modelgate.translator.ClientDialect;

/** What a path asks for. */
public sealed interface Route {

    /** A call of a model. */
    record Inference(ClientDialect dialect) implements Route {}

    /** How many input tokens a request has. */
    record Count(ClientDialect dialect, ClientCounting counting) implements Route {}

    /** All models. */
    record Models(String query) implements Route {}

    /** One model, by id or alias. */
    record Model(String id) implements Route {}

    /** The caller's credit. */
    record Credits() implements Route {}

    /** The record of one call. */
    record Generation(String requestId) implements Route {}

    /** Whether the process runs. */
    record Live() implements Route {}

    /** Whether it takes requests. */
    record Ready() implements Route {}

    /** Clients probe the host with it. */
    record Root() implements Route {}

    /** No such path. */
    record Unknown() implements Route {}

    /** The methods of this route, as the {@code allow} header has them. */
    default String methods() {
        return switch (this) {
            case Inference i -> "POST";
            case Count c -> "POST";
            case Models m -> "GET, HEAD";
            case Model m -> "GET, HEAD";
            case Credits c -> "GET, HEAD";
            case Generation g -> "GET, HEAD";
            case Live l -> "GET, HEAD";
            case Ready r -> "GET, HEAD";
            case Root r -> "GET, HEAD";
            case Unknown u -> "";
        };
    }

    /** Whether the route knows this method; an unknown path knows all. */
    default boolean allows(HttpMethod method) {
        return switch (this) {
            case Inference i -> method.equals(HttpMethod.POST);
            case Count c -> method.equals(HttpMethod.POST);
            case Unknown u -> true;
            case Models m -> reads(method);
            case Model m -> reads(method);
            case Credits c -> reads(method);
            case Generation g -> reads(method);
            case Live l -> reads(method);
            case Ready r -> reads(method);
            case Root r -> reads(method);
        };
    }

    private static boolean reads(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
