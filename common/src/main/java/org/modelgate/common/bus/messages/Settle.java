package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/**
 * router to billing: the call is over. Answered when the resolution is durable. Idempotent by {@code callId}: a repeated one
 * gets the first one's answer. It may name a reservation of an earlier boot of billing.
 *
 * @param model catalog id of the model whose content the client received (one of those that were admitted), else of the one
 *     that was asked for; it decides the price
 * @param usage what the client pays for, or null: nothing reached the client, the reservation is voided
 * @param source where the figures come from
 * @param provider configured name of the provider whose content the client received, if any
 * @param providerModel the provider's name of the model
 * @param outcome {@code completed, failed, cancelled, interrupted}
 * @param attempts all attempts in order; those that the client doesn't pay for are recorded as absorbed
 * @param requestMillis wall time of the call so far
 * @param firstByteMillis wall time to the first content, -1 if there was none
 * @param user the caller's id of its end user, if it gave one, for reports; at most 256 characters, like {@code session}
 * @param session the caller's id of the conversation, likewise
 */
public record Settle(
        UUID callId,
        Principal principal,
        String model,
        @Nullable Usage usage,
        UsageSource source,
        @Nullable String provider,
        @Nullable String providerModel,
        String outcome,
        List<AttemptRecord> attempts,
        long requestMillis,
        long firstByteMillis,
        @Nullable String user,
        @Nullable String session)
        implements Request<Settled> {

    /**
     * @param outcome {@code ok} or the error code's wire name
     * @param status the provider's HTTP status, 0 if there was no answer
     * @param usage what it used, as far as known
     */
    public record AttemptRecord(
            String provider,
            String model,
            String outcome,
            int status,
            @Nullable Usage usage,
            @Nullable String upstreamId) {}
}
