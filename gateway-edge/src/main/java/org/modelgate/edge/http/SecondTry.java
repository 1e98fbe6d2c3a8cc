package org.modelgate.edge.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.modelgate.common.error.GatewayError;

/**
 * A request that a client library sends again while its first try still runs without it, until that is over. Confined to its
 * instance's event loop.
 */
final class SecondTry implements Exchange.Work {
    private final Exchange exchange;
    private final Runnable run;
    private long bodyTaken;

    /**
     * @param bodyTaken bytes of the process's budget that {@code run} takes over
     * @param run routes the call as if it were the first try
     */
    SecondTry(Exchange exchange, long bodyTaken, Runnable run) {
        this.exchange = exchange;
        this.bodyTaken = bodyTaken;
        this.run = run;
    }

    /** Returns false if there is no first try to wait for; then nothing was done. */
    boolean joins(Undelivered undelivered, String fingerprint) {
        exchange.work(this);
        Context context = Vertx.currentContext();
        boolean joined = undelivered.join(
                fingerprint, answer -> context.runOnContext(turn -> over(answer)));
        if (!joined) {
            exchange.work(null);
        }
        return joined;
    }

    private void over(Optional<Undelivered.Whole> answer) {
        if (exchange.over()) {
            return;
        }
        exchange.work(null);
        if (answer.isPresent()) {
            giveBodyBack();
            Undelivered.Whole whole = answer.get();
            Replay.send(exchange, whole.head().status(), whole.head().headers(), whole.body(), whole.callId());
        } else {
            bodyTaken = 0;
            run.run();
        }
    }

    private void giveBodyBack() {
        exchange.edge().bodies().give(bodyTaken);
        bodyTaken = 0;
    }

    @Override
    public void sweep(long now) {}

    @Override
    public void clientGone(GatewayError reason) {
        giveBodyBack();
    }

    @Override
    public void abort(GatewayError reason) {
        giveBodyBack();
        exchange.work(null);
        exchange.refuse(reason);
    }
}
