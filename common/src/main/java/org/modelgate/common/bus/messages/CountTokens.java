package org.modelgate.common.bus.messages;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.modelgate.common.bus.Request;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;

/**
 * edge to router: how many input tokens has this body (the payload)? Nothing is charged.
 *
 * @param principal who asks
 * @param dialect the client's dialect
 * @param scan facts about the body
 * @param headers the client's headers that mean something behind the edge, by lower-case name
 * @param preferences what the client asks of routing, besides what the body says
 */
public record CountTokens(
        UUID callId,
        Principal principal,
        DialectId dialect,
        BodyScan scan,
        Map<String, String> headers,
        Preferences preferences)
        implements Request<TokensCounted> {

    /** An older node sends no preferences. */
    public CountTokens {
        preferences = Objects.requireNonNullElse(preferences, Preferences.NONE);
    }

    /** Of a client that asks nothing of routing. */
    public CountTokens(
            UUID callId, Principal principal, DialectId dialect, BodyScan scan, Map<String, String> headers) {
        this(callId, principal, dialect, scan, headers, Preferences.NONE);
    }
}
