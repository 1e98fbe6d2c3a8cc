package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.Usage;

/** The log's line about one request; it changes until the outcome is known. One thread only. */
public final class Served {

    /** How a request ended, seen from the provider's side. */
    public enum Outcome {
        ACTIVE,
        COMPLETE,
        /** The simulator broke it off, by a fault. */
        CUT,
        /** It ended with an error event. */
        FAILED,
        /** It was answered with an error status. */
        REFUSED,
        CLIENT_GONE
    }

    private final long number;
    private final Instant time;
    private final String dialect;
    private final String requestId;
    private String answerId = "";
    private String model = "";
    private String key = "";
    private boolean stream;
    private @Nullable String fault;
    private Usage usage = Usage.NONE;
    private int delivered;
    private int status;
    private Outcome outcome = Outcome.ACTIVE;

    Served(long number, Instant time, String dialect, String requestId) {
        this.number = number;
        this.time = time;
        this.dialect = dialect;
        this.requestId = requestId;
    }

    public void caller(String shownKey) {
        this.key = shownKey;
    }

    public void asked(String wantedModel, boolean streamed) {
        this.model = wantedModel;
        this.stream = streamed;
    }

    public void faulted(String name) {
        this.fault = name;
    }

    /** @param id the dialect's own id of the answer ends with this */
    public void answered(String id, Usage produced) {
        this.answerId = id;
        this.usage = produced;
    }

    public void responded(int httpStatus) {
        this.status = httpStatus;
    }

    public void delivered(int outputTokens) {
        this.delivered += outputTokens;
    }

    /** The first outcome counts. */
    public void ended(Outcome how) {
        if (outcome == Outcome.ACTIVE) {
            outcome = how;
        }
    }

    public String requestId() {
        return requestId;
    }

    long number() {
        return number;
    }

    String model() {
        return model;
    }

    Usage usage() {
        return usage;
    }

    int deliveredTokens() {
        return delivered;
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("n", number)
                .put("time", time.toString())
                .put("dialect", dialect)
                .put("model", model)
                .put("request_id", requestId)
                .put("answer_id", answerId)
                .put("key", key)
                .put("stream", stream)
                .put("fault", fault)
                .put("input_tokens", usage.input())
                .put("cache_read_tokens", usage.cacheRead())
                .put("cache_write_5m_tokens", usage.cacheWrite5m())
                .put("cache_write_1h_tokens", usage.cacheWrite1h())
                .put("output_tokens", usage.output())
                .put("thinking_tokens", usage.thinking())
                .put("delivered_output_tokens", delivered)
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("status", status);
    }
}
