package org.modelgate.router.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/**
 * What a provider's refusal of a request means beyond its status: that only this target refuses it, so that another one may still
 * take it, or that reasoning in the history isn't this provider's own, or its summary not for this account, so that it may take the
 * request without.
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
    /** What most APIs say, the dialects' own words for refused reasoning included. */
    public static final RetryHints COMMON = new RetryHints(
            Set.of(
                    "context_length_exceeded",
                    "model_not_found",
                    "not_found_error",
                    "model_not_supported",
                    "model_not_ready",
                    "deployment_not_found"),
            List.of("prompt is too long", "maximum context length"),
            Set.of("invalid_encrypted_content"),
            List.of(
                    "invalid signature in thinking block",
                    "invalid data in redacted_thinking block",
                    "redacted_thinking blocks in the latest assistant message cannot be modified",
                    "invalid thought signature",
                    "corrupted thought signature",
                    "thought signature is not valid"));

    /** OpenAI's word to organisations that it hasn't verified (translation table 6.1). */
    private static final String NO_SUMMARY = "must be verified to generate reasoning summaries";

    private static final Pattern QUOTES = Pattern.compile("[`'\"]");

    public RetryHints {
        otherTargetCodes = Set.copyOf(otherTargetCodes);
        otherTargetPhrases = List.copyOf(otherTargetPhrases);
        reasoningCodes = Set.copyOf(reasoningCodes);
        reasoningPhrases = List.copyOf(reasoningPhrases);
    }

    /** These and more refusals that another target may take. */
    public RetryHints and(Set<String> codes, List<String> phrases) {
        return new RetryHints(
                Stream.concat(otherTargetCodes.stream(), codes.stream()).collect(Collectors.toUnmodifiableSet()),
                Stream.concat(otherTargetPhrases.stream(), phrases.stream()).toList(),
                reasoningCodes,
                reasoningPhrases);
    }

    public boolean otherTargetMayTake(GatewayError error) {
        return says(error, otherTargetCodes, error.message(), otherTargetPhrases);
    }

    /** Whether the provider may take the request without the reasoning in its history. */
    public boolean refusesReasoning(GatewayError error) {
        return says(error, reasoningCodes, QUOTES.matcher(error.message()).replaceAll(""), reasoningPhrases);
    }

    /** Whether the provider may take the request if it doesn't ask for summaries of reasoning. */
    public boolean refusesSummary(GatewayError error) {
        return says(error, Set.of(), error.message(), List.of(NO_SUMMARY));
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
