package org.modelgate.router.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** Refusals for which an operator may name targets of their own. Vendors' codes don't contradict each other, so one list does for all. */
public enum RefusalKind {
    /** The request is too long for the model. */
    CONTEXT_LENGTH(
            Set.of("context_length_exceeded"),
            List.of(
                    "prompt is too long",
                    "maximum context length",
                    "exceed context limit",
                    "exceeds the maximum number of tokens",
                    "input is too long for requested model")),
    /** What the request says isn't wanted there. */
    CONTENT_POLICY(
            Set.of("content_filter", "content_policy_violation", "responsibleaipolicyviolation"),
            List.of(
                    "content filtering policy",
                    "content management policy",
                    "violating our usage policy",
                    "requires moderation",
                    "rejected as a result of our safety system"));

    private static final int CLIENTS_FAULT_MIN = 400;
    private static final int CLIENTS_FAULT_MAX = 499;

    private final Set<String> codes;
    private final List<String> phrases;

    RefusalKind(Set<String> codes, List<String> phrases) {
        this.codes = codes;
        this.phrases = phrases;
    }

    /**
     * Null if it is another one.
     *
     * @param status the provider's own
     */
    public static @Nullable RefusalKind of(int status, GatewayError error) {
        if (status < CLIENTS_FAULT_MIN || status > CLIENTS_FAULT_MAX) {
            return null;
        }
        @Nullable String code = error.providerCode();
        String lower = error.message().toLowerCase(Locale.ROOT);
        for (RefusalKind kind : values()) {
            boolean coded = code != null && kind.codes.contains(code.toLowerCase(Locale.ROOT));
            if (coded || kind.phrases.stream().anyMatch(lower::contains)) {
                return kind;
            }
        }
        return null;
    }
}
