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

    /** Why the real API would turn this request down, if it would. */
    Optional<Refusal> refusal(Call call, Route route, ObjectNode body);

    /** Understands a request that {@link #refusal} let pass. */
    Prompt prompt(Call call, ObjectNode body);

    ObjectNode answer(Prompt prompt, Reply reply, UsageForm usage);

    /**
     * All events of a stream.
     *
     * @param chunk output tokens in one event
     */
    List<Event> stream(Prompt prompt, Reply reply, UsageForm usage, int chunk);

    /** What this dialect says in the given situation. */
    Refusal failure(Failure failure);

    ObjectNode error(Refusal refusal, String requestId);

    Event streamError(Refusal refusal, String requestId);

    ObjectNode tokenCount(int tokens);

    ObjectNode models();

    ObjectNode model(String id);

    /** Headers of every response. */
    Map<String, String> headers(String requestId, Instant now);
}
