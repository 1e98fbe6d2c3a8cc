package org.modelgate.router.flow;

import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;

/**
 * The error that tells a client most, of all those that the attempts of its call met: what it can mend itself before what it can wait
 * for, and that before what it can do nothing about. The newer of two equals, and of two rate limits the one that ends first.
 */
final class TellingError {
    private GatewayError error;
    private int rank;

    /** @param otherwise if no attempt is made */
    TellingError(GatewayError otherwise) {
        error = otherwise;
    }

    GatewayError error() {
        return error;
    }

    void met(AttemptFailure failure) {
        int itsRank = rank(failure);
        GatewayError its = failure.error();
        boolean endsLater = its.retryAfterMillis() >= 0
                && error.retryAfterMillis() >= 0
                && its.retryAfterMillis() > error.retryAfterMillis();
        if (itsRank > rank || (itsRank == rank && !endsLater)) {
            error = its;
            rank = itsRank;
        }
    }

    private static int rank(AttemptFailure failure) {
        GatewayError error = failure.error();
        return switch (failure.symptom()) {
            case REQUEST -> 9;
            case LIMITED -> error.retryAfterMillis() >= 0 ? 8 : 7;
            case OVERLOADED -> 6;
            case FAULT -> 5;
            case DENIED -> 4;
            case TIMEOUT -> 3;
            case CONNECTION -> 2;
            case NONE -> error.code() == ErrorCode.INVALID_REQUEST ? 9 : 1;
        };
    }
}
