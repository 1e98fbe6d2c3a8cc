package org.modelgate.router.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/**
 * What a provider's refusal of a request means beyond its status: that only this target refuses it, so that another one may still
 * take it, or that reasoning in the history isn't this provider's own, so that it may take the request without.
 *
 * @param otherTargetCodes the provider's machine-readable codes or types
 * @param otherTargetPhrases parts of its message, in lower case, where it has no code for it
 * @param reasoningCodes the same of refused reasoning
 * @param reasoningPhrases the same of refused reasoning, less quotes and backticks
 */
public record RetryHints(
        Set<String> otherTargetCodes,
        List<String> otherTargetPhrases,
        Set<String> reasoningCodes,
        List<String> reasoningPhrases) {
    private static final Pattern QUOTES = Pattern.compile("[`'\"]");

    public RetryHints {
        otherTargetCodes = Set.copyOf(otherTargetCodes);
        otherTargetPhrases = List.copyOf(otherTargetPhrases);
        reasoningCodes = Set.copyOf(reasoningCodes);
        reasoningPhrases = List.copyOf(reasoningPhrases);
    }

    public boolean otherTargetMayTake(GatewayError error) {
        return says(error, otherTargetCodes, error.message(), otherTargetPhrases);
    }

    /** Whether the provider may take the request without the reasoning in its history. */
    public boolean refusesReasoning(GatewayError error) {
        return says(error, reasoningCodes, QUOTES.matcher(error.message()).replaceAll(""), reasoningPhrases);
    }

    private static boolean says(GatewayError error, Set<String> codes, String message, List<String> phrases) {
        @Nullable String code = error.providerCode();
        if (code != null && codes.contains(code)) {
            return true;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return phrases.stream().anyMatch(lower::contains);
    }
}
