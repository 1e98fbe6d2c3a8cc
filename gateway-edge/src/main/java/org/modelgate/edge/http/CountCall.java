package org.modelgate.edge.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.ClientCounting;

/** A client's question for input tokens while a router finds the answer. */
final class CountCall implements Exchange.Work {
    /** What the router needs at most: a translation of 10 s, and a provider that gets 5 s. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private final Exchange exchange;
    private final ClientCounting counting;
    private long bodyTaken;

    /** @param bodyTaken bytes of the process's budget that are given back with the answer */
    CountCall(Exchange exchange, ClientCounting counting, long bodyTaken) {
        this.exchange = exchange;
        this.counting = counting;
        this.bodyTaken = bodyTaken;
    }

    void start(BusEndpoint bus, String router, CountTokens question, Buffer body, long timeoutMillis) {
        exchange.work(this);
        Duration wait = Duration.ofMillis(Math.min(timeoutMillis, ANSWER_MAX.toMillis()));
        bus.request(router, question, body, wait).onComplete(this::answered);
    }

    private void answered(AsyncResult<Answer<TokensCounted>> result) {
        giveBodyBack();
        if (exchange.over()) {
            return;
        }
        exchange.work(null);
        if (result.failed()) {
            exchange.refuse(GatewayErrors.of(result.cause()));
            return;
        }
        TokensCounted counted = result.result().message();
        AnswerHeaders.copy(headers(counted), exchange.response().headers());
        exchange.json(200, counting.answer(counted.inputTokens()));
    }

    private static List<Map.Entry<String, String>> headers(TokensCounted counted) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(4);
        headers.add(Map.entry("x-gateway-provider", counted.provider()));
        headers.add(Map.entry("x-gateway-model", counted.model()));
        if (counted.estimate()) {
            headers.add(Map.entry("x-gateway-estimate", "true"));
        }
        if (!counted.warnings().isEmpty()) {
            headers.add(Map.entry("x-gateway-warnings", String.join(", ", counted.warnings())));
        }
        return headers;
    }

    private void giveBodyBack() {
        exchange.edge().bodies().give(bodyTaken);
        bodyTaken = 0;
    }

    @Override
    public void sweep(long now) {}

    @Override
    public void clientGone(GatewayError reason) {
        giveBodyBack();
    }

    @Override
    public void abort(GatewayError reason) {
        giveBodyBack();
        exchange.refuse(reason);
    }
}
