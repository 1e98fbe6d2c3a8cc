package org.modelgate.edge.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;

/**
 * A call of a client library that tries again by itself. While its client waits, everything passes; when the client goes before the
 * answer came, the answer is taken for the next try. Confined to its instance's event loop.
 */
final class Unawaited implements Keeping {
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int ERROR_STATUS = 400;
    /** A larger body takes too long to hash on the event loop; its call is cancelled with its client. */
    static final int BODY_BYTES_MAX = 512 * 1024;

    private final Undelivered undelivered;
    private final String scope;
    /** Null when it was hashed: a call without a client holds nothing that the budget doesn't count. */
    private byte @Nullable [] body;

    private final UUID callId;
    private @Nullable InferenceCall call;
    private @Nullable Head head;
    /** Set from when the client is gone. */
    private @Nullable String fingerprint;

    private @Nullable Buffer collected;

    /** @param scope of the fingerprint: whose request it is, and to which endpoint */
    Unawaited(Undelivered undelivered, String scope, byte[] body, UUID callId) {
        this.undelivered = undelivered;
        this.scope = scope;
        this.body = body;
        this.callId = callId;
    }

    @Override
    public void standsBefore(InferenceCall client) {
        call = client;
    }

    private InferenceCall client() {
        return requireNonNull(call, "stands before nobody");
    }

    @Override
    public boolean goesOn() {
        byte[] asked = body;
        body = null;
        if (asked == null || asked.length > BODY_BYTES_MAX || client().answering()) {
            return false;
        }
        String print = Fingerprint.of(scope, asked);
        if (!undelivered.begin(print)) {
            return false;
        }
        fingerprint = print;
        collected = client().takeHeld();
        return true;
    }

    @Override
    public void onHead(Head answer) {
        head = answer;
        client().onHead(answer);
    }

    @Override
    public void onData(Buffer data) {
        Buffer before = collected;
        if (fingerprint == null) {
            client().onData(data);
        } else if (before != null && before.length() + data.length() > ANSWER_BYTES_MAX) {
            client().passOn(data);
            undelivered.failed(fingerprint);
        } else {
            client().taken(data.length());
            collected = before == null ? data.copy() : before.appendBuffer(data);
        }
    }

    @Override
    public void onEnd(Buffer trailer) {
        String print = fingerprint;
        if (print == null) {
            client().onEnd(trailer);
            return;
        }
        Buffer whole = collected == null ? trailer : collected.appendBuffer(trailer);
        Head answer = head == null ? new Head(200, List.of()) : head;
        if (answer.status() < ERROR_STATUS && whole.length() <= ANSWER_BYTES_MAX) {
            undelivered.done(print, new Undelivered.Whole(answer, whole, callId));
        } else {
            undelivered.failed(print);
        }
    }

    @Override
    public void onError(GatewayError error) {
        if (fingerprint == null) {
            client().onError(error);
        } else {
            undelivered.failed(fingerprint);
        }
    }
}
