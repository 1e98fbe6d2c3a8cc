package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.health.Symptom;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.RefusalKind;
import org.modelgate.router.provider.RetryHints;

/** What a provider's refusal means for the next attempt, and what it says of the target. Pure. */
final class FailurePolicy {
    private static final String EMPTY_QUOTA = "insufficient_quota";

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
        if (status == 400 && hints.refusesSummary(error)) {
            return Verdict.WITHOUT_SUMMARY;
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
            case 429 -> Objects.equals(error.providerCode(), EMPTY_QUOTA) ? Verdict.OTHER_TARGET : Verdict.RETRY;
            case 408, 409, 498 -> Verdict.RETRY;
            default -> status >= 500 || status < 400 ? Verdict.RETRY : Verdict.GIVE_UP;
        };
    }

    /**
     * A client's own fault never counts against a target: not its 400, nor a refusal for what it said, whatever the status. A model
     * that the provider doesn't know is the operator's doing.
     *
     * @param status as above
     */
    static Symptom symptom(int status, GatewayError error, RetryHints hints) {
        if (RefusalKind.of(status, error) != null) {
            return Symptom.REQUEST;
        }
        return switch (error.fault()) {
            case GATEWAY, ACCOUNT -> Symptom.NONE;
            case CLIENT, PROVIDER ->
                switch (status) {
                    case 401, 402, 403 -> Symptom.DENIED;
                    case 404 -> hints.otherTargetMayTake(error) ? Symptom.FAULT : Symptom.REQUEST;
                    case 408, 504, 522, 524 -> Symptom.TIMEOUT;
                    case 409 -> Symptom.NONE;
                    case 429 -> Objects.equals(error.providerCode(), EMPTY_QUOTA) ? Symptom.DENIED : Symptom.LIMITED;
                    case 498 -> Symptom.LIMITED;
                    case 529 -> Symptom.OVERLOADED;
                    default -> status >= 400 && status < 500 ? Symptom.REQUEST : fault(error);
                };
        };
    }

    private static Symptom fault(GatewayError error) {
        if (error.code() == ErrorCode.TIMEOUT) {
            return Symptom.TIMEOUT;
        }
        return error.code() == ErrorCode.OVERLOADED ? Symptom.OVERLOADED : Symptom.FAULT;
    }
}
