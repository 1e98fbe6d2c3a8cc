package org.modelgate.common.bus.messages.answers;

import java.util.Map;
import java.util.UUID;
import org.modelgate.common.bus.BusMessage;

/**
 * What became of a call whose client went away. The body of an answer is the payload.
 *
 * @param status of the answer, else 0
 * @param headers of the answer
 * @param callId of the call if its answer is here, else zero
 */
public record UndeliveredAnswer(State state, int status, Map<String, String> headers, UUID callId)
        implements BusMessage {
    public enum State {
        /** There is none. */
        NONE,
        /** It still runs: to be asked again. */
        RUNNING,
        /** It was answered; the answer is forgotten here. */
        ANSWERED
    }
}
