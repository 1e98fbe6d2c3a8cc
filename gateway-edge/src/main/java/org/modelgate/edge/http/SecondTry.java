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
    private final Undelivered undelivered;
    private final OtherEdges others;
    private final String fingerprint;
    private long bodyTaken;
    /** Another process said that the first try runs there. */
    private boolean asksAgain;

    /**
     * @param bodyTaken bytes of the process's budget that {@code run} takes over
     * @param run routes the call as if it were the first try
     */
    SecondTry(
            Exchange exchange,
            Undelivered undelivered,
            OtherEdges others,
            String fingerprint,
            long bodyTaken,
            Runnable run) {
        this.exchange = exchange;
        this.undelivered = undelivered;
        this.others = others;
        this.fingerprint = fingerprint;
        this.bodyTaken = bodyTaken;
        this.run = run;
    }

    /** Waits for the first try's answer, here or at another edge; runs if there is none. */
    void start() {
        exchange.work(this);
        Context context = Vertx.currentContext();
        if (!undelivered.join(fingerprint, answer -> context.runOnContext(turn -> over(answer)))) {
            ask();
        }
    }

    private void ask() {
        others.find(fingerprint).onSuccess(this::found);
    }

    private void found(OtherEdges.Found found) {
        if (exchange.over()) {
            found.whole().ifPresent(answer -> undelivered.putBack(fingerprint, answer));
        } else if (found.runs()) {
            asksAgain = true;
        } else {
            over(found.whole());
        }
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
    public void sweep(long now) {
        if (asksAgain) {
            asksAgain = false;
            ask();
        }
    }

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
