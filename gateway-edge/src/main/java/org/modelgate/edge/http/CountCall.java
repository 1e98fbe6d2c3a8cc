package org.modelgate.edge.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.ClientCounting;

/** A client's question for input tokens while a router finds the answer. */
final class CountCall implements Exchange.Work {
    /** What the router needs at most: a translation of 10 s, and a provider that gets 5 s. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    /** Counts cost nothing: one that billing can't judge now is answered. */
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(ErrorCode.RATE_LIMIT_EXCEEDED, ErrorCode.INVALID_API_KEY);

    private final Exchange exchange;
    private final ClientCounting counting;
    private final CallerLimits limits;
    private List<Map.Entry<String, String>> figures = List.of();
    private long bodyTaken;

    /** @param bodyTaken bytes of the process's budget that are given back with the answer */
    CountCall(Exchange exchange, ClientCounting counting, CallerLimits limits, long bodyTaken) {
        this.exchange = exchange;
        this.counting = counting;
        this.limits = limits;
        this.bodyTaken = bodyTaken;
    }

    void start(BusEndpoint bus, String router, CountTokens question, Buffer body, long timeoutMillis) {
        exchange.work(this);
        limits.admitCount(question.principal(), question.dialect()).onComplete(admitted -> {
            if (exchange.over()) {
                return;
            }
            GatewayError refusal = admitted.failed() ? GatewayErrors.of(admitted.cause()) : null;
            if (refusal != null && REFUSALS.contains(refusal.code())) {
                abort(refusal);
                return;
            }
            figures = refusal == null ? admitted.result() : List.of();
            Duration wait = Duration.ofMillis(Math.min(timeoutMillis, ANSWER_MAX.toMillis()));
            bus.request(router, question, body, wait).onComplete(this::answered);
        });
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
        AnswerHeaders.copy(figures, exchange.response().headers());
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
