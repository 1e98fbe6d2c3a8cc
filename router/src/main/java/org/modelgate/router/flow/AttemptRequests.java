package org.modelgate.router.flow;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.stream.Head;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.upstream.UpstreamFailure;
import org.modelgate.translator.TokenEstimator;

/** What an attempt sends out: to the translator, to the provider, and the head of the answer. No state. */
final class AttemptRequests {
    private static final List<String> UPSTREAM_ID_HEADERS =
            List.of("request-id", "x-request-id", "x-generation-id", "x-amzn-requestid", "apim-request-id");
    private static final int UPSTREAM_ID_LENGTH_MAX = 200;

    /** There is no response cache yet, so every answer passes it by. */
    private static final Map.Entry<String, String> BYPASSES_CACHE = Map.entry("x-gateway-cache", "bypass");

    private AttemptRequests() {}

    static Future<Answer<TranslationOpened>> openTranslation(
            FlowServices services, LiveCall call, Target target, DialectId to) {
        String translator = services.bus().directory().pick(Role.TRANSLATOR).orElse(null);
        if (translator == null) {
            return Future.failedFuture(
                    GatewayError.unavailable("no translator is available").asException());
        }
        RouteCall route = call.route();
        long leftMillis = (call.deadlineNanos() - services.nanos().getAsLong()) / 1_000_000;
        OpenTranslation open = new OpenTranslation(
                route.callId(),
                route.dialect(),
                to,
                route.scan().model(),
                target.model(),
                target.provider().name(),
                route.principal().account(),
                route.scan().stream(),
                call.maxOutputTokens(),
                TokenEstimator.input(route.scan()),
                route.headers(),
                services.clock().millis() / 1_000,
                route.answer(),
                Math.max(1, leftMillis));
        return services.bus()
                .request(
                        translator, open, call.body().bytes(), services.limits().translation());
    }

    /** Headers of this request alone: defaults, then what the client sent and may pass, then what the translator asks for. */
    static Map<String, String> headers(Endpoint endpoint, Map<String, String> client, Map<String, String> own) {
        if (endpoint.defaultHeaders().isEmpty() && endpoint.passedHeaders().isEmpty()) {
            return own;
        }
        Map<String, String> headers = new HashMap<>(endpoint.defaultHeaders());
        for (String name : endpoint.passedHeaders()) {
            String value = client.get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        headers.putAll(own);
        return headers;
    }

    static @Nullable String upstreamId(MultiMap headers) {
        for (String name : UPSTREAM_ID_HEADERS) {
            String value = headers.get(name);
            if (value != null && value.length() <= UPSTREAM_ID_LENGTH_MAX) {
                return value;
            }
        }
        return null;
    }

    /** @param costNano charge of a whole answer, negative if it isn't known when the head leaves */
    static Head head(
            FlowServices services,
            LiveCall call,
            Target target,
            int attempts,
            @Nullable String upstreamId,
            List<String> warnings,
            long costNano) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(12);
        if (call.route().scan().stream()) {
            headers.add(Map.entry("content-type", "text/event-stream; charset=utf-8"));
            headers.add(Map.entry("cache-control", "no-cache"));
            headers.add(Map.entry("x-accel-buffering", "no"));
        } else {
            headers.add(Map.entry("content-type", "application/json"));
        }
        headers.add(Map.entry("x-gateway-provider", target.provider().name()));
        headers.add(Map.entry("x-gateway-model", target.model()));
        headers.add(Map.entry("x-gateway-attempts", Integer.toString(attempts)));
        headers.add(BYPASSES_CACHE);
        if (upstreamId != null) {
            headers.add(Map.entry("x-gateway-upstream-id", upstreamId));
        }
        if (!warnings.isEmpty()) {
            headers.add(Map.entry("x-gateway-warnings", String.join(", ", warnings)));
        }
        if (costNano >= 0) {
            headers.add(Map.entry("x-gateway-cost-usd", AnswerHeaders.usd(costNano)));
        }
        if (!call.limits().isEmpty()) {
            AnswerHeaders.addLimits(
                    headers,
                    call.limits(),
                    call.route().dialect(),
                    services.clock().instant());
        }
        return new Head(200, headers);
    }

    static GatewayError error(UpstreamFailure failure) {
        return GatewayError.provider(
                switch (failure) {
                    case NOT_CONNECTED -> "no connection to the provider";
                    case STALE_CONNECTION, CLOSED_BEFORE_HEAD -> "the provider closed the connection without an answer";
                    case CUT -> "the provider's answer was cut";
                    case TOO_LARGE -> "the provider's answer is too large";
                });
    }
}
