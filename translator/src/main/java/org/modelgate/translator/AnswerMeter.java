package org.modelgate.translator;

import java.util.Optional;
import org.modelgate.common.inference.BodyScan;

/** Reads usage, phase and faults of a provider's answers without building them. */
public interface AnswerMeter {
    /** Watches a provider's stream. */
    StreamTap streamTap(BodyScan scan);

    /** Reads a provider's whole answer (status 200). */
    AnswerFacts read(byte[] body);

    /**
     * Puts the answer together of a provider that may pause within it, for a client that knows no such pause.
     *
     * @param request what the provider gets, in the dialect's plain form
     * @return none if the answer to this request comes in one piece
     */
    default Optional<AnswerRounds> rounds(byte[] request, boolean stream) {
        return Optional.empty();
    }
}
