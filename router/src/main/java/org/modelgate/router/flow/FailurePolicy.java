package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.RetryHints;

/** What a provider's refusal means for the next attempt. Pure. */
final class FailurePolicy {
    private FailurePolicy() {}

    /**
     * @param status the provider's own HTTP status, or the error's where it came within an answer
     * @param error what the client would see
     * @param shouldRetry the provider's {@code x-should-retry}, null if it has none
     */
    static Verdict of(int status, GatewayError error, RetryHints hints, @Nullable Boolean shouldRetry) {
        if (status == 400 && hints.refusesReasoning(error)) {
            return Verdict.WITHOUT_REASONING;
        }
        Verdict verdict = byStatus(status, error, hints);
        if (shouldRetry == null) {
            return verdict;
        }
        if (shouldRetry) {
            return Verdict.RETRY;
        }
        return verdict == Verdict.RETRY ? Verdict.OTHER_TARGET : verdict;
    }

    /** The provider's own word on a repetition, null if it says nothing. */
    static @Nullable Boolean shouldRetry(MultiMap headers) {
        @Nullable String value = headers.get("x-should-retry");
        if (Objects.equals(value, "true")) {
            return Boolean.TRUE;
        }
        return Objects.equals(value, "false") ? Boolean.FALSE : null;
    }

    private static Verdict byStatus(int status, GatewayError error, RetryHints hints) {
        if (hints.otherTargetMayTake(error)) {
            return Verdict.OTHER_TARGET;
        }
        return switch (status) {
            case 401, 402, 403 -> Verdict.OTHER_TARGET;
            case 429 ->
                Objects.equals(error.providerCode(), "insufficient_quota") ? Verdict.OTHER_TARGET : Verdict.RETRY;
            case 408, 409, 498 -> Verdict.RETRY;
            default -> status >= 500 || status < 400 ? Verdict.RETRY : Verdict.GIVE_UP;
        };
    }
}
