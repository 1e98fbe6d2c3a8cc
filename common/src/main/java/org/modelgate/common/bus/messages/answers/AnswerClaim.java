package org.modelgate.common.bus.messages.answers;

import java.util.Map;
import java.util.UUID;
import org.modelgate.common.bus.BusMessage;

/**
 * What became of a claim. The body of a kept answer is the payload.
 *
 * @param status of the kept answer, else 0
 * @param headers of the kept answer, by lower-case name
 * @param callId the call that holds the key: this one if it may run
 */
public record AnswerClaim(Verdict verdict, int status, Map<String, String> headers, UUID callId) implements BusMessage {
    public enum Verdict {
        /** It may run, and its answer must be kept or released. */
        RUN,
        /** The first one still runs. */
        RUNNING,
        /** It was answered before; here is the answer. */
        REPLAY,
        /** It was answered and charged before, and the answer was too large to be kept, or lost. */
        LOST,
        /** The key was used for something else. */
        OTHER_REQUEST
    }
}
