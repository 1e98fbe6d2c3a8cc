package org.modelgate.edge.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.answers.AnswerClaim;
import org.modelgate.common.bus.messages.answers.ClaimAnswer;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * A request with an Idempotency-Key before it is routed: billing says whether it may run, or was answered before. Confined to its
 * instance's event loop.
 */
final class KeyedCall implements Exchange.Work {
    static final String HEADER = "idempotency-key";
    private static final int KEY_LENGTH = 255;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 1_000;
    /** A larger body is hashed elsewhere, not on the event loop. */
    private static final int INLINE_BYTES = 128 * 1024;

    private final Exchange exchange;
    private final BusEndpoint bus;
    private final Principal principal;
    private final String key;
    private final String dialect;
    private long bodyTaken;

    /**
     * @param dialect of the request, so that one key can't stand for two endpoints
     * @param bodyTaken bytes of the process's budget that the call takes over when it runs
     */
    KeyedCall(Exchange exchange, BusEndpoint bus, Principal principal, String key, String dialect, long bodyTaken) {
        this.exchange = exchange;
        this.bus = bus;
        this.principal = principal;
        this.key = key;
        this.dialect = dialect;
        this.bodyTaken = bodyTaken;
    }

    /** What is wrong with a key, or with asking for one at all; null if nothing is. */
    static Optional<GatewayError> fault(String key, boolean stream) {
        if (stream) {
            return Optional.of(GatewayError.invalid(HEADER, "is for requests without stream only"));
        }
        boolean printable = key.chars().allMatch(c -> c > ' ' && c <= '~');
        return printable && !key.isEmpty() && key.length() <= KEY_LENGTH
                ? Optional.empty()
                : Optional.of(GatewayError.invalid(HEADER, "must be 1 to " + KEY_LENGTH + " visible ASCII characters"));
    }

    /** @param run routes the call; its answer goes to the keeper */
    void start(byte[] body, Consumer<AnswerKeeper> run) {
        exchange.work(this);
        Optional<String> billing = bus.directory().owner(Role.BILLING, principal.account());
        if (billing.isEmpty()) {
            abort(GatewayError.unavailable("idempotency keys can't be checked at the moment"));
            return;
        }
        fingerprint(body)
                .compose(fingerprint -> bus.request(
                        billing.get(),
                        new ClaimAnswer(principal.account(), key, fingerprint, exchange.callId()),
                        Buffer.buffer(),
                        TIMEOUT))
                .onComplete(claimed -> claimed(claimed, run));
    }

    private Future<String> fingerprint(byte[] body) {
        return body.length <= INLINE_BYTES
                ? Future.succeededFuture(Fingerprint.of(dialect, body))
                : Vertx.currentContext().executeBlocking(() -> Fingerprint.of(dialect, body), false);
    }

    private void claimed(AsyncResult<Answer<AnswerClaim>> claimed, Consumer<AnswerKeeper> run) {
        boolean gone = exchange.over();
        if (claimed.failed()) {
            if (!gone) {
                abort(GatewayErrors.of(claimed.cause()));
            }
            return;
        }
        AnswerClaim claim = claimed.result().message();
        if (claim.verdict() == AnswerClaim.Verdict.RUN) {
            AnswerKeeper keeper = new AnswerKeeper(bus, principal.account(), key, exchange.callId());
            if (gone) {
                keeper.release();
            } else {
                exchange.work(null);
                run.accept(keeper);
            }
        } else if (!gone) {
            refuseOrReplay(claim, claimed.result().payload());
        }
    }

    private void refuseOrReplay(AnswerClaim claim, Buffer body) {
        switch (claim.verdict()) {
            case REPLAY -> replay(claim, body);
            case RUNNING ->
                abort(conflict(Fault.ACCOUNT, 409, "the first request with this key is still running")
                        .withRetryAfterMillis(RETRY_MILLIS));
            case LOST ->
                abort(conflict(
                        Fault.CLIENT,
                        409,
                        "the request with this key was answered and charged, but its answer can't be given again"));
            case OTHER_REQUEST -> abort(conflict(Fault.CLIENT, 422, "this key was used for another request"));
            case RUN -> throw new IllegalStateException("a claim that may run is no refusal");
        }
    }

    private static GatewayError conflict(Fault fault, int status, String problem) {
        return new GatewayError(
                fault,
                ErrorCode.INVALID_REQUEST,
                status,
                HEADER + ": " + problem,
                HEADER,
                null,
                GatewayError.NO_RETRY_AFTER);
    }

    private void replay(AnswerClaim claim, Buffer body) {
        giveBodyBack();
        exchange.work(null);
        Replay.send(
                exchange, claim.status(), claim.headers().entrySet().stream().toList(), body, claim.callId());
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
