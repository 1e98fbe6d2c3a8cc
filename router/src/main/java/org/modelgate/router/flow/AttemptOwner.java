package org.modelgate.router.flow;

import org.modelgate.common.error.GatewayError;

/** Hears the attempt; {@code onComplete}, {@code onFailed} and {@code onBroken} exclude each other. */
interface AttemptOwner {
    /** The first content of a stream came, though it may have to wait before it leaves. */
    void onArrival(Attempt attempt);

    /** The first content leaves for the client. */
    void onContent();

    void onComplete(Attempt attempt);

    /** Nothing reached the client. */
    void onFailed(Attempt attempt, AttemptFailure failure);

    /** It failed after content had left. */
    void onBroken(Attempt attempt, AttemptFailure failure);

    /** Whoever reads the attempt's translated answer is gone. */
    void onReaderGone(Attempt attempt, GatewayError reason);

    /** Whether the reservation is durable. */
    boolean mayDeliver();
}
