package org.modelgate.router.flow;

import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.upstream.UpstreamFailure;

/**
 * An attempt that brought the client nothing.
 *
 * @param error what the client gets if no other attempt follows
 * @param verdict what it means for the next attempt
 */
record AttemptFailure(GatewayError error, Verdict verdict) {

    /** No translator made a request of it; another target may take what this one can't. */
    static AttemptFailure ofTranslation(GatewayError error) {
        Verdict verdict = switch (error.fault()) {
            case CLIENT, ACCOUNT -> Verdict.OTHER_TARGET;
            case PROVIDER, GATEWAY -> Verdict.RETRY;
        };
        return new AttemptFailure(error, verdict);
    }

    /** The connection failed. */
    static GatewayError error(UpstreamFailure failure) {
        return GatewayError.provider(
                switch (failure) {
                    case NO_CREDENTIAL -> "the gateway has no credential for the provider";
                    case NOT_CONNECTED -> "no connection to the provider";
                    case STALE_CONNECTION, CLOSED_BEFORE_HEAD -> "the provider closed the connection without an answer";
                    case CUT -> "the provider's answer was cut";
                    case TOO_LARGE -> "the provider's answer is too large";
                });
    }
}
