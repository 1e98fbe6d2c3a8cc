package org.modelgate.router.provider;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Map;

/**
 * Proves to a provider who calls where a key in a header doesn't do: by a token that ends, or by a signature over the request.
 * Belongs to the event loop of the router instance that opened it. What it holds never appears in a log, an error or on the bus.
 */
public interface Authentication {
    /**
     * A request as it will be sent.
     *
     * @param uri as on the wire, host and port included
     * @param headers by lower-case name, those that are the same in all requests included
     */
    record Outgoing(String method, URI uri, Map<String, String> headers, Buffer body) {}

    /**
     * Headers that prove the request, by lower-case name. Complete at once while the credential is at hand, else on the same event
     * loop when it was fetched.
     *
     * @return fails if there is no credential to be had; the cause is for the operator's log alone
     */
    Future<Map<String, String>> headers(Outgoing request);

    /**
     * To be told that the provider refused a proof.
     *
     * @return whether another try may pass, because the next proof will be another one
     */
    boolean renew(int status, MultiMap answer);

    default void close() {}
}
