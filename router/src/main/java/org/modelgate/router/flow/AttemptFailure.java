package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.health.Symptom;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.RefusalKind;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.upstream.UpstreamFailure;

/**
 * An attempt that brought the client nothing.
 *
 * @param error what the client gets if no other attempt follows
 * @param verdict what it means for the next attempt
 * @param symptom what it says of the target
 * @param refusal what the provider doesn't take about the request, null if it is nothing in particular
 */
record AttemptFailure(
        GatewayError error,
        Verdict verdict,
        Symptom symptom,
        @Nullable RefusalKind refusal) {

    /** The provider was never asked. */
    static AttemptFailure unasked(GatewayError error, Verdict verdict) {
        return new AttemptFailure(error, verdict, Symptom.NONE, null);
    }

    /** No translator made a request of it; another target may take what this one can't. */
    static AttemptFailure ofTranslation(GatewayError error) {
        Verdict verdict = switch (error.fault()) {
            case CLIENT, ACCOUNT -> Verdict.OTHER_TARGET;
            case PROVIDER, GATEWAY -> Verdict.RETRY;
        };
        return unasked(error, verdict);
    }

    /**
     * The provider's refusal, or an error within its answer.
     *
     * @param status its own
     * @param shouldRetry its word on a repetition, null if it said nothing
     */
    static AttemptFailure ofAnswer(int status, GatewayError error, RetryHints hints, @Nullable Boolean shouldRetry) {
        return new AttemptFailure(
                error,
                FailurePolicy.of(status, error, hints, shouldRetry),
                FailurePolicy.symptom(status, error, hints),
                RefusalKind.of(status, error));
    }

    /** The connection failed. */
    static AttemptFailure ofConnection(UpstreamFailure failure) {
        Symptom symptom = switch (failure) {
            case NO_ROOM -> Symptom.NONE;
            case NO_CREDENTIAL -> Symptom.DENIED;
            case NOT_CONNECTED, STALE_CONNECTION, CLOSED_BEFORE_HEAD -> Symptom.CONNECTION;
            case CUT, TOO_LARGE -> Symptom.FAULT;
        };
        return new AttemptFailure(error(failure), Verdict.RETRY, symptom, null);
    }

    private static GatewayError error(UpstreamFailure failure) {
        return switch (failure) {
            case NO_ROOM -> GatewayError.unavailable("all connections to the provider are in use");
            case NO_CREDENTIAL -> GatewayError.provider("the gateway has no credential for the provider");
            case NOT_CONNECTED -> GatewayError.provider("no connection to the provider");
            case STALE_CONNECTION, CLOSED_BEFORE_HEAD ->
                GatewayError.provider("the provider closed the connection without an answer");
            case CUT -> GatewayError.provider("the provider's answer was cut");
            case TOO_LARGE -> GatewayError.provider("the provider's answer is too large");
        };
    }
}
