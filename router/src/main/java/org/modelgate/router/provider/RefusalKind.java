package org.modelgate.router.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** Refusals for which an operator may name targets of their own. Vendors' codes don't contradict each other, so one list does for all. */
public enum RefusalKind {
    /** The request is too long for the model. */
    CONTEXT_LENGTH,
    /** What the request says isn't wanted there. */
    CONTENT_POLICY;

    private static final int CLIENTS_FAULT_MIN = 400;
    private static final int CLIENTS_FAULT_MAX = 499;

    /**
     * @param codes vendors' machine-readable codes, in lower case
     * @param phrases parts of their messages, in lower case, where they have no code for it
     */
    private record Words(Set<String> codes, List<String> phrases) {
        boolean saidIn(@Nullable String code, String message) {
            return (code != null && codes.contains(code)) || phrases.stream().anyMatch(message::contains);
        }
    }

    private static final Words TOO_LONG = new Words(
            Set.of("context_length_exceeded"),
            List.of(
                    "prompt is too long",
                    "maximum context length",
                    "exceed context limit",
                    "exceeds the maximum number of tokens",
                    "input is too long for requested model"));

    private static final Words UNWANTED = new Words(
            Set.of("content_filter", "content_policy_violation", "responsibleaipolicyviolation"),
            List.of(
                    "content filtering policy",
                    "content management policy",
                    "violating our usage policy",
                    "requires moderation",
                    "rejected as a result of our safety system"));

    /**
     * Null if it is another one.
     *
     * @param status the provider's own
     */
    public static @Nullable RefusalKind of(int status, GatewayError error) {
        if (status < CLIENTS_FAULT_MIN || status > CLIENTS_FAULT_MAX) {
            return null;
        }
        String given = error.providerCode();
        String code = given == null ? null : given.toLowerCase(Locale.ROOT);
        String message = error.message().toLowerCase(Locale.ROOT);
        if (TOO_LONG.saidIn(code, message)) {
            return CONTEXT_LENGTH;
        }
        return UNWANTED.saidIn(code, message) ? CONTENT_POLICY : null;
    }
}
