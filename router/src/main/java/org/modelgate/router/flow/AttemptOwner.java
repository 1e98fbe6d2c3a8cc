package org.modelgate.router.flow;

import org.modelgate.common.error.GatewayError;

/** Hears the attempt; {@code onComplete}, {@code onFailed} and {@code onBroken} exclude each other. */
interface AttemptOwner {
    /** The first content leaves for the client. */
    void onContent();

    void onComplete(Attempt attempt);

    /** Nothing reached the client. */
    void onFailed(Attempt attempt, AttemptFailure failure);

    /** It failed after content had left. */
    void onBroken(Attempt attempt, GatewayError error);

    /** Whoever reads the translated answer is gone. */
    void onReaderGone(GatewayError reason);

    /** Whether the reservation is durable. */
    boolean mayDeliver();
}
