package org.modelgate.common.bus.messages;

import java.util.Map;

/**
 * What a client asks of the gateway itself by headers and query, as it came. What it asks in the body stands there, at the places of
 * {@code BodyScan.asks}. Values may be a caller's own keys: they live as long as the request and aren't printed.
 *
 * @param headers by lower-case name
 * @param path of the request, as the client sent it
 */
public record Preferences(Map<String, String> headers, String path) {
    public static final Preferences NONE = new Preferences(Map.of(), "");

    public Preferences {
        headers = Map.copyOf(headers);
    }

    public boolean isEmpty() {
        return headers.isEmpty();
    }

    @Override
    public String toString() {
        return "Preferences" + headers.keySet();
    }
}
