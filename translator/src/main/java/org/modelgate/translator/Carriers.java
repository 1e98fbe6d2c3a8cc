package org.modelgate.translator;

import java.util.Optional;

/**
 * Reasoning that is bound to one provider, packed so that it survives a client of another dialect (translation table 6.3): {@code
 * gw1.<kind>.<base64url(zlib(JSON))>.<base64url(HMAC)>}. Bound to the tenant by the key and to provider and model by its content.
 */
public interface Carriers {
    String MARK = "gw1.";

    /** @param kind {@code thinking, redacted, reasoning, none} */
    String seal(String kind, String provider, String model, String payload);

    /** The payload if the value is a carrier of this tenant for this provider and model family; empty otherwise. */
    Optional<Opened> open(String value, String provider, String model);

    record Opened(String kind, String payload) {}

    static boolean isCarrier(String value) {
        return value.startsWith(MARK);
    }
}
