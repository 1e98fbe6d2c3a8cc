package org.modelgate.translator;

import java.util.List;
import java.util.Map;

/**
 * A request to a provider.
 *
 * @param headers request headers that go with the body, by lower-case name, such as {@code anthropic-version}
 * @param warnings what the vendor can't take of it, as entries of {@link Warnings}
 * @param stops stop strings that the body can't hold: the gateway cuts the answer there
 */
public record EncodedRequest(byte[] body, Map<String, String> headers, List<String> warnings, List<String> stops) {
    /** One that the vendor takes as it is. */
    public EncodedRequest(byte[] body, Map<String, String> headers) {
        this(body, headers, List.of());
    }

    public EncodedRequest(byte[] body, Map<String, String> headers, List<String> warnings) {
        this(body, headers, warnings, List.of());
    }

    public EncodedRequest withStops(List<String> watched) {
        return new EncodedRequest(body, headers, warnings, watched);
    }
}
