package org.modelgate.deploy.simulator.core;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of an HTTP request.
 *
 * @param path as it was sent, percent-encoded
 * @param query without the question mark, empty where there is none
 * @param headers values by lower-case name, several lines joined by a comma
 */
public record Call(String method, String path, String query, Map<String, String> headers) {

    public Call {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** What stands behind {@code Authorization: Bearer}. */
    public Optional<String> bearer() {
        return header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }
}
