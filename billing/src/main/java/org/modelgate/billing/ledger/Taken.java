package org.modelgate.billing.ledger;

import java.util.List;
import java.util.UUID;

/**
 * What other nodes let one key do in some time. Tokens are those that were used, or of running calls those that may be.
 *
 * @param running calls that aren't settled yet
 */
public record Taken(long key, long requests, long inputTokens, long outputTokens, List<Running> running) {

    /** @param deadlineMillis by the wall clock of the machine that let it in */
    public record Running(UUID callId, long deadlineMillis) {}

    public Taken {
        running = List.copyOf(running);
    }
}
