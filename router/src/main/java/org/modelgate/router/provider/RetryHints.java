package org.modelgate.router.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/**
 * Which refusals of a request mean this target only, so that another one may still take it.
 *
 * @param otherTargetCodes the provider's machine-readable codes or types
 * @param otherTargetPhrases parts of its message, in lower case, where it has no code for it
 */
public record RetryHints(Set<String> otherTargetCodes, List<String> otherTargetPhrases) {

    public RetryHints {
        otherTargetCodes = Set.copyOf(otherTargetCodes);
        otherTargetPhrases = List.copyOf(otherTargetPhrases);
    }

    public boolean otherTargetMayTake(GatewayError error) {
        @Nullable String code = error.providerCode();
        if (code != null && otherTargetCodes.contains(code)) {
            return true;
        }
        String message = error.message().toLowerCase(Locale.ROOT);
        for (String phrase : otherTargetPhrases) {
            if (message.contains(phrase)) {
                return true;
            }
        }
        return false;
    }
}
