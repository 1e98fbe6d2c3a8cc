package org.modelgate.edge.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Gives an answer again that another request was charged for. */
final class Replay {
    private static final String COST = "x-gateway-cost-usd";

    private Replay() {}

    /** @param callId of the request that was charged */
    static void send(Exchange exchange, int status, List<Map.Entry<String, String>> headers, Buffer body, UUID callId) {
        MultiMap to = exchange.response().headers();
        AnswerHeaders.copy(headers, to);
        to.set(COST, "0");
        to.set("idempotent-replayed", "true");
        to.set("x-gateway-original-request", CallIds.requestId(callId));
        // Those of then are long over.
        headers.stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.contains("ratelimit-"))
                .forEach(to::remove);
        exchange.withLimits(() -> exchange.json(status, Bytes.of(body)));
    }
}
