package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * router to billing: take limits and credit for a call, all or none. Fails with 402, 403 or 429 and then nothing was taken.
 * The reservation is made durable meanwhile; {@link ReservationDurable} follows to the router's address.
 *
 * @param models catalog ids: first the model that was asked for, then those that a fallback may use instead. Credit is reserved
 *     for the dearest; the one that {@link Settle} names decides the charge, by its price of now
 * @param inputTokensMax upper bound of input tokens
 * @param cacheWrites whether input may be written to a cache, {@code longCacheWrites} for an hour
 * @param maxOutputTokens cap of output tokens the client gave, or null: billing chooses one
 * @param modelMaxOutputTokens what each of the models can put out at most, in their order
 * @param choices answers asked for, each up to the cap
 * @param timeoutMillis how long the call may last; after that and a grace time an open reservation may be recovered
 * @param user the caller's end user, as far as known and where billing wants to know ({@code Principal.watched})
 * @param tags what the client labelled the call with, likewise
 * @param endUser for reports, like {@code session}: what {@link Settle} will say, in case that it never comes
 */
public record Admit(
        UUID callId,
        Principal principal,
        List<String> models,
        long inputTokensMax,
        boolean cacheWrites,
        boolean longCacheWrites,
        @Nullable Long maxOutputTokens,
        List<Long> modelMaxOutputTokens,
        int choices,
        long timeoutMillis,
        @Nullable String user,
        List<String> tags,
        @Nullable String endUser,
        @Nullable String session)
        implements Request<Admitted> {
    public Admit {
        models = List.copyOf(models);
        modelMaxOutputTokens = List.copyOf(modelMaxOutputTokens);
        // An older node sends none.
        tags = List.copyOf(Objects.requireNonNullElse(tags, List.of()));
        if (models.isEmpty() || models.size() != modelMaxOutputTokens.size()) {
            throw new IllegalArgumentException(
                    models.size() + " models with " + modelMaxOutputTokens.size() + " caps of output");
        }
    }
}
