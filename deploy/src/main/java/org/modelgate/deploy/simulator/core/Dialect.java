package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider's wire format. To add one, write a package with an implementation and register it in {@code Dialects}. */
public interface Dialect {

    String name();

    /** Whether the call is in this dialect; the first one registered that says yes serves it. */
    boolean speaks(Call call);

    Route route(Call call);

    /** The API key that the caller shows. */
    Optional<String> credential(Call call);

    /** Whether the caller signs its requests; a signature is taken for the one of an accepted key. */
    default boolean signed(Call call) {
        return false;
    }

    /** Why the proof that {@link #signed} tells of is none, if it is none. */
    default Optional<Refusal> unproven(Call call, byte[] body) {
        return Optional.empty();
    }

    /** The model that is wanted, as far as can be told from a request that may be no good. */
    default String modelAsked(Call call, ObjectNode body) {
        return body.path("model").asText();
    }

    /** Why the real API would turn this request down, if it would. */
    Optional<Refusal> refusal(Call call, Route route, ObjectNode body);

    /** Understands a request that {@link #refusal} let pass. */
    Prompt prompt(Call call, ObjectNode body);

    ObjectNode answer(Asked asked, Reply reply, UsageForm usage);

    /** Headers of a whole answer, beside those of every response. */
    default Map<String, String> answerHeaders(Asked asked, Reply reply) {
        return Map.of();
    }

    /**
     * All events of a stream.
     *
     * @param chunk output tokens in one event
     */
    List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk);

    /** The content type of a stream. */
    default String streamType(Asked asked) {
        return "text/event-stream; charset=utf-8";
    }

    /** What this dialect says in the given situation. */
    Refusal failure(Failure failure);

    ObjectNode error(Refusal refusal, String requestId);

    /** Headers that an error comes with. */
    default Map<String, String> errorHeaders(Refusal refusal) {
        String seconds = refusal.retryAfter();
        return seconds == null ? Map.of() : Map.of("retry-after", seconds);
    }

    /** The event by which a stream ends in an error. */
    Event streamError(Refusal refusal, Interruption interruption);

    /** Headers of every response. */
    Map<String, String> headers(String requestId, Instant now);
}
