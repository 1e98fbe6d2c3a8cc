package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: pays money into an account. One reference pays in once.
 *
 * @param expiresMillis when what is left of it is taken back; null: never
 */
public record GrantCredits(
        String actor,
        String account,
        long nano,
        String reference,
        @Nullable Long expiresMillis) implements Request<CreditsGranted> {}
