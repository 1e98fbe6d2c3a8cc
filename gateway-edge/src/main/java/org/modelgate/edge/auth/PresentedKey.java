package org.modelgate.edge.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.keys.NewKey;
import org.modelgate.edge.http.RequestHeaders;

/** Which of a request's headers holds the key that counts. */
final class PresentedKey {
    private static final String BEARER = "bearer ";
    private static final int LENGTH_LIMIT = 4_096;
    /** What the longest header can hold: tokens with many claims are that long. */
    private static final int TOKEN_LENGTH_LIMIT = 8_192;

    private PresentedKey() {}

    /**
     * {@code x-api-key} before {@code x-portkey-api-key} before the headers of LiteLLM's and Bifrost's clients before {@code
     * Authorization: Bearer}, which Portkey's clients also use for a provider's key. The first one that is there decides, even if another would be right. An empty {@code x-api-key} counts as
     * none: clients that use a token send it.
     */
    static Optional<String> in(RequestHeaders headers) {
        if (headers.keyTwice()) {
            return Optional.empty();
        }
        if (present(headers.apiKey())) {
            return usable(headers.apiKey(), LENGTH_LIMIT);
        }
        if (present(headers.portkeyApiKey())) {
            return usable(headers.portkeyApiKey(), LENGTH_LIMIT);
        }
        if (present(headers.otherKey())) {
            return usable(headers.otherKey(), LENGTH_LIMIT);
        }
        return headers.authorization() == null ? Optional.empty() : bearer(headers.authorization(), LENGTH_LIMIT);
    }

    /** The bearer credential of a request on which no other header decides. */
    static Optional<String> bearer(RequestHeaders headers) {
        boolean decides = !headers.keyTwice()
                && !present(headers.apiKey())
                && !present(headers.portkeyApiKey())
                && !present(headers.otherKey());
        return decides && headers.authorization() != null
                ? bearer(headers.authorization(), TOKEN_LENGTH_LIMIT)
                : Optional.empty();
    }

    private static boolean present(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    private static Optional<String> bearer(String authorization, int lengthLimit) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return usable(authorization.substring(BEARER.length()), lengthLimit);
    }

    private static Optional<String> usable(@Nullable String value, int lengthLimit) {
        if (value == null) {
            return Optional.empty();
        }
        String key = value.strip();
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) > '~') {
                return Optional.empty();
            }
        }
        boolean usable = !key.isEmpty() && key.length() <= lengthLimit && NewKey.plausible(key);
        return usable ? Optional.of(key) : Optional.empty();
    }
}
