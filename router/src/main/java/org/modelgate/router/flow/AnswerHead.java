package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.limit.LimitHeaders;
import org.modelgate.common.stream.Head;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.preference.ReplyHeaders;

/** What a client learns of the attempt that answers it: the head of the answer. No state. */
final class AnswerHead {
    private static final List<String> UPSTREAM_ID_HEADERS =
            List.of("request-id", "x-request-id", "x-generation-id", "x-amzn-requestid", "apim-request-id");
    private static final int UPSTREAM_ID_LENGTH_MAX = 200;

    private static final String DRY_RUN = "x-gateway-dry-run";

    /** There is no response cache yet, so every answer passes it by. */
    private static final Map.Entry<String, String> BYPASSES_CACHE = Map.entry("x-gateway-cache", "bypass");

    private AnswerHead() {}

    static @Nullable String upstreamId(MultiMap headers) {
        for (String name : UPSTREAM_ID_HEADERS) {
            String value = headers.get(name);
            if (value != null && value.length() <= UPSTREAM_ID_LENGTH_MAX) {
                return value;
            }
        }
        return null;
    }

    /** Of a plan in place of an answer. */
    static Head ofDryRun() {
        return new Head(200, List.of(Map.entry("content-type", "application/json"), Map.entry(DRY_RUN, "true")));
    }

    /** @param costNano charge of a whole answer, negative if it isn't known when the head leaves */
    static Head of(
            FlowServices services,
            LiveCall call,
            Step step,
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
        Target target = step.target();
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
            LimitHeaders.add(
                    headers,
                    call.limits(),
                    call.route().dialect(),
                    services.clock().instant());
        }
        if (call.reply() != null) {
            headers.addAll(call.reply().of(course(services, call, step, attempts, costNano)));
        }
        return new Head(200, headers);
    }

    private static ReplyHeaders.Course course(
            FlowServices services, LiveCall call, Step step, int attempts, long costNano) {
        return new ReplyHeaders.Course(
                call.route().callId().toString(),
                step,
                attempts,
                costNano,
                services.clock().millis() - call.route().arrivedMillis());
    }
}
