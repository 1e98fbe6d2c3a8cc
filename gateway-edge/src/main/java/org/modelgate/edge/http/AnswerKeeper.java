package org.modelgate.edge.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.answers.AnswerKept;
import org.modelgate.common.bus.messages.answers.KeepAnswer;
import org.modelgate.common.bus.messages.answers.ReleaseAnswer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a router's whole answer and the client of a call with an Idempotency-Key: the answer is kept before it leaves, and
 * the key of a call that failed is released. It goes on when the client is gone, for the client will ask again. An answer that is
 * too large to be kept passes through. Confined to its instance's event loop.
 */
final class AnswerKeeper implements Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerKeeper.class);
    private static final int KEPT_BYTES_MAX = 1 << 20;
    private static final int ERROR_STATUS = 400;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final BusEndpoint bus;
    private final String account;
    private final String key;
    private final UUID callId;
    private @Nullable InferenceCall call;
    private @Nullable Head head;
    private @Nullable Buffer collected = Buffer.buffer();
    private boolean ended;

    AnswerKeeper(BusEndpoint bus, String account, String key, UUID callId) {
        this.bus = bus;
        this.account = account;
        this.key = key;
        this.callId = callId;
    }

    @Override
    public void standsBefore(InferenceCall client) {
        call = client;
    }

    @Override
    public boolean goesOn() {
        return collected != null;
    }

    private InferenceCall client() {
        return requireNonNull(call, "stands before nobody");
    }

    @Override
    public void onHead(Head answer) {
        head = answer;
        client().onHead(answer);
    }

    @Override
    public void onData(Buffer data) {
        Buffer kept = collected;
        if (kept == null) {
            client().onData(data);
        } else if (kept.length() + data.length() > KEPT_BYTES_MAX) {
            collected = null;
            client().passOn(kept);
            client().onData(data);
        } else {
            kept.appendBuffer(data);
            client().taken(data.length());
        }
    }

    @Override
    public void onEnd(Buffer trailer) {
        if (ended) {
            return;
        }
        ended = true;
        Buffer kept = collected;
        Buffer whole = kept == null ? trailer : kept.appendBuffer(trailer);
        Head answer = head == null ? new Head(200, List.of()) : head;
        boolean tooLarge = kept == null || whole.length() > KEPT_BYTES_MAX;
        Future<?> settled = answer.status() >= ERROR_STATUS || dryRun(answer)
                ? release()
                : ask(
                        new KeepAnswer(account, key, callId, answer.status(), headers(answer), tooLarge),
                        tooLarge ? Buffer.buffer() : whole);
        settled.onComplete(done -> client().onEnd(whole));
    }

    /** Shows a plan instead of an answer, and costs nothing. */
    private static boolean dryRun(Head head) {
        return head.headers().stream().anyMatch(header -> header.getKey().equals("x-gateway-dry-run"));
    }

    private static Map<String, String> headers(Head head) {
        Map<String, String> headers = new HashMap<>();
        head.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return headers;
    }

    @Override
    public void onError(GatewayError error) {
        if (ended) {
            return;
        }
        ended = true;
        release().onComplete(done -> client().onError(error));
    }

    /** Frees the key, unless the call was charged. */
    Future<?> release() {
        return ask(new ReleaseAnswer(account, key, callId), Buffer.buffer());
    }

    /** What can't be told to billing it finds out by itself, later: the client gets its answer in any case. */
    private Future<?> ask(Request<AnswerKept> message, Buffer payload) {
        return bus.directory()
                .owner(Role.BILLING, account)
                .<Future<?>>map(billing -> bus.request(billing, message, payload, TIMEOUT))
                .orElseGet(() -> Future.failedFuture(
                        GatewayError.unavailable("no billing node").asException()))
                .onFailure(cause -> LOG.atWarn()
                        .setCause(cause)
                        .addKeyValue("call", callId)
                        .log("an answer could not be kept for its idempotency key"));
    }
}
