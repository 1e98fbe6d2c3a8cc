package org.modelgate.translator;

import java.util.List;
import java.util.Map;

/**
 * A request to a provider.
 *
 * @param headers request headers that go with the body, by lower-case name, such as {@code anthropic-version}
 * @param stops stop strings that the body can't hold: the gateway cuts the answer there
 */
public record EncodedRequest(byte[] body, Map<String, String> headers, List<String> stops) {
    public EncodedRequest(byte[] body, Map<String, String> headers) {
        this(body, headers, List.of());
    }
}
