package org.modelgate.deploy.simulator.vendor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.deploy.simulator.core.Refusal;

/** How vendors write an error. */
enum ErrorStyle {
    /** As the dialect's own vendor does. */
    INNER,
    /** Without an envelope. */
    FLAT,
    /** A text in {@code error} beside a code. */
    TEXT,
    /** A code that is the status, and nothing of OpenAI's. */
    NUMBERED,
    /** The front door's own words where a key is refused. */
    AZURE,
    /** Portkey's own where it isn't the provider's. */
    STATUS;

    /** @param inner what the dialect's own vendor would say */
    ObjectNode body(Refusal refusal, ObjectNode inner) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        boolean key = refusal.status() == 401 || refusal.status() == 403;
        return switch (this) {
            case INNER -> inner;
            case FLAT ->
                json.put("object", "error")
                        .put("message", refusal.message())
                        .put("type", refusal.type())
                        .put("param", refusal.param())
                        .put("code", refusal.code());
            case TEXT -> json.put("code", refusal.type()).put("error", refusal.message());
            case NUMBERED -> {
                json.putObject("error").put("code", refusal.status()).put("message", refusal.message());
                yield json;
            }
            case AZURE -> {
                if (!key) {
                    yield inner;
                }
                json.putObject("error")
                        .put("code", String.valueOf(refusal.status()))
                        .put(
                                "message",
                                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide "
                                        + "a valid key for an active subscription.");
                yield json;
            }
            case STATUS -> key ? json.put("status", "failure").put("message", "Unauthorized") : inner;
        };
    }
}
