package org.modelgate.common.bus.messages;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * router to billing: take limits and credit for a call, all or none. Fails with 402, 403 or 429 and then nothing was taken.
 * The reservation is made durable meanwhile; {@link ReservationDurable} follows to the router's address.
 *
 * @param model catalog id of the model, which decides the price
 * @param inputTokensMax upper bound of input tokens
 * @param cacheWrites whether input may be written to a cache, {@code longCacheWrites} for an hour
 * @param maxOutputTokens cap of output tokens the client gave, or null: billing chooses one
 * @param modelMaxOutputTokens what the model can put out at most
 * @param choices answers asked for, each up to the cap
 * @param timeoutMillis how long the call may last; after that and a grace time an open reservation may be recovered
 */
public record Admit(
        UUID callId,
        Principal principal,
        String model,
        long inputTokensMax,
        boolean cacheWrites,
        boolean longCacheWrites,
        @Nullable Long maxOutputTokens,
        long modelMaxOutputTokens,
        int choices,
        long timeoutMillis)
        implements Request<Admitted> {}
