package org.modelgate.edge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.edge.http.CallIds;

/** The JSON of the small endpoints. */
public final class Documents {
    private static final int NANO_DIGITS = 9;
    private static final byte[] ROOT = "{\"name\":\"modelgate\"}".getBytes(StandardCharsets.US_ASCII);

    private Documents() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A document as bytes. */
    public static byte[] bytes(ObjectNode document) {
        try {
            return Json.mapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of plain nodes can't be written", e);
        }
    }

    static byte[] root() {
        return ROOT;
    }

    static byte[] health(String status, boolean router, boolean translator, boolean billing) {
        ObjectNode document = object().put("status", status);
        document.putObject("roles")
                .put("router", router)
                .put("translator", translator)
                .put("billing", billing);
        return bytes(document);
    }

    static byte[] credits(Credits credits) {
        ObjectNode document = object();
        document.putRawValue("balance_usd", usd(credits.balanceNano()));
        document.putRawValue("reserved_usd", usd(credits.reservedNano()));
        document.putRawValue("spent_usd", usd(credits.spentNano()));
        if (credits.overdraftNano() > 0) {
            document.putRawValue("overdraft_usd", usd(credits.overdraftNano()));
        }
        return bytes(document);
    }

    static byte[] generation(Generation generation) {
        ObjectNode document = object().put("id", CallIds.requestId(generation.callId()));
        document.put("model", generation.model());
        document.put("provider", generation.provider());
        document.put("provider_model", generation.providerModel());
        document.put("outcome", generation.outcome());
        document.set("usage", usage(generation.usage()));
        document.put("usage_source", generation.source());
        document.putRawValue("cost_usd", usd(generation.chargedNano()));
        document.put("request_ms", generation.requestMillis());
        document.put("first_byte_ms", generation.firstByteMillis() < 0 ? null : generation.firstByteMillis());
        document.put(
                "settled_at", Instant.ofEpochMilli(generation.settledAtMillis()).toString());
        ArrayNode attempts = document.putArray("attempts");
        generation.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        return bytes(document);
    }

    private static ObjectNode attempt(Settle.AttemptRecord attempt) {
        ObjectNode document = object().put("provider", attempt.provider());
        document.put("model", attempt.model());
        document.put("outcome", attempt.outcome());
        document.put("status", attempt.status() == 0 ? null : attempt.status());
        document.set("usage", usage(attempt.usage()));
        document.put("upstream_id", attempt.upstreamId());
        return document;
    }

    private static @Nullable ObjectNode usage(@Nullable Usage usage) {
        if (usage == null) {
            return null;
        }
        return object().put("input_tokens", usage.input())
                .put("cache_read_tokens", usage.cacheRead())
                .put("cache_write_5m_tokens", usage.cacheWrite5m())
                .put("cache_write_1h_tokens", usage.cacheWrite1h())
                .put("output_tokens", usage.output())
                .put("reasoning_tokens", usage.reasoning())
                .put("web_searches", usage.webSearches());
    }

    /** Nano-USD as a JSON number in USD, exact and without an exponent. */
    static RawValue usd(long nano) {
        return number(BigDecimal.valueOf(nano, NANO_DIGITS));
    }

    static RawValue number(BigDecimal value) {
        return new RawValue(
                value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
    }
}
