package org.modelgate.common.bus.messages;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.stream.StreamRef;

/**
 * edge to router: answer this call on {@code answer}. The client's body is the payload. There is no reply: the stream brings
 * the head and the answer, or an error.
 *
 * @param callId UUIDv7 made by the edge, the key of everything that is recorded about the call
 * @param principal who pays
 * @param dialect the client's dialect
 * @param scan facts about the body
 * @param headers the client's headers that mean something behind the edge, by lower-case name
 * @param arrivedMillis wall clock at the edge when the request's head was read
 * @param timeoutMillis time left for the whole call when this was sent
 * @param answer where the answer goes
 * @param preferences what the client asks of routing, besides what the body says
 */
public record RouteCall(
        UUID callId,
        Principal principal,
        DialectId dialect,
        BodyScan scan,
        Map<String, String> headers,
        long arrivedMillis,
        long timeoutMillis,
        StreamRef answer,
        Preferences preferences)
        implements BusMessage {

    /** An older node sends no preferences. */
    public RouteCall {
        preferences = Objects.requireNonNullElse(preferences, Preferences.NONE);
    }

    /** Of a client that asks nothing of routing. */
    public RouteCall(
            UUID callId,
            Principal principal,
            DialectId dialect,
            BodyScan scan,
            Map<String, String> headers,
            long arrivedMillis,
            long timeoutMillis,
            StreamRef answer) {
        this(callId, principal, dialect, scan, headers, arrivedMillis, timeoutMillis, answer, Preferences.NONE);
    }
}
