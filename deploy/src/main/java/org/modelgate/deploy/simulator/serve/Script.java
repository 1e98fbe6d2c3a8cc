package org.modelgate.deploy.simulator.serve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.modelgate.deploy.simulator.control.Served;
import org.modelgate.deploy.simulator.core.Event;

/** What happens on the wire in answer to one request, fixed before the first byte. */
sealed interface Script {

    /** Nothing, ever. */
    record Silence() implements Script {}

    /** The connection closes without an answer. */
    record Hangup() implements Script {}

    /**
     * A head, events, an ending.
     *
     * @param contentLength absent for a chunked body
     * @param byteWise each byte in a write of its own
     * @param outcome what the log says when all of it went out
     */
    record Response(
            int status,
            Map<String, String> headers,
            OptionalInt contentLength,
            List<Event> events,
            Ending ending,
            boolean byteWise,
            Tempo tempo,
            Served.Outcome outcome)
            implements Script {

        public Response {
            headers = Map.copyOf(headers);
            events = List.copyOf(events);
        }
    }

    /** What comes after the last event. */
    enum Ending {
        END,
        CLOSE,
        SILENCE
    }

    /** Waits: before the head, and before each further event that has output in it. */
    record Tempo(Duration first, Duration pace) {
        static final Tempo AT_ONCE = new Tempo(Duration.ZERO, Duration.ZERO);
    }
}
