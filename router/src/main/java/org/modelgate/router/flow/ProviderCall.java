package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.upstream.UpstreamClient;
import org.modelgate.router.upstream.UpstreamExchange;
import org.modelgate.router.upstream.UpstreamFailure;
import org.modelgate.router.upstream.UpstreamListener;
import org.modelgate.translator.EncodedRequest;

/**
 * One request to a provider and its answer. A connection that turns out to be dead is replaced once by a fresh one, and a proof of
 * the caller that the provider no longer takes once by a new one.
 */
final class ProviderCall implements UpstreamListener {
    private static final byte[] NO_BYTES = {};

    /** Hears the call; {@code onEnd}, {@code onRefused} and {@code onFailed} exclude each other. */
    interface Owner {
        /** A connection is asked for: what proves the call was fetched, if it had to be. */
        default void onConnecting() {}

        /** The request is being written. */
        void onSent();

        /** The head of a good answer came: how its body is to be given out. */
        Reading reading();

        void onBytes(byte[] bytes);

        void onEnd();

        void onRefused(Refusal refusal);

        void onFailed(UpstreamFailure failure);
    }

    private final UpstreamClient upstream;
    private final Endpoint endpoint;
    private final String path;
    private final boolean stream;
    private final int answerBytesMax;
    private final Owner owner;
    private @Nullable UpstreamExchange exchange;
    private @Nullable EncodedRequest request;
    private @Nullable Refusal refusal;
    private @Nullable String upstreamId;
    private int status;
    private boolean freshTried;
    private boolean renewed;

    /**
     * @param path behind the base URL
     * @param answerBytesMax of a whole answer
     */
    ProviderCall(
            UpstreamClient upstream, Endpoint endpoint, String path, boolean stream, int answerBytesMax, Owner owner) {
        this.upstream = upstream;
        this.endpoint = endpoint;
        this.path = path;
        this.stream = stream;
        this.answerBytesMax = answerBytesMax;
        this.owner = owner;
    }

    void send(EncodedRequest made) {
        request = made;
        send(made, false);
    }

    private void send(EncodedRequest made, boolean onFreshConnection) {
        exchange = upstream.exchange(
                endpoint,
                path,
                stream,
                onFreshConnection,
                made.headers(),
                Buffer.buffer(made.body()),
                answerBytesMax,
                this);
    }

    /** The provider's HTTP status, 0 if there was no answer. */
    int status() {
        return status;
    }

    /** The provider's id of the request by its headers. */
    @Nullable String upstreamId() {
        return upstreamId;
    }

    /** Whether it waits for a connection because all that may be open are in use. */
    boolean waitsForRoom() {
        return exchange != null && exchange.waitsForRoom();
    }

    /** Bytes of the answer so far, those of the head as one. */
    long bytesSeen() {
        return exchange == null ? 0 : exchange.bytesSeen();
    }

    @Override
    public void onConnecting() {
        owner.onConnecting();
    }

    @Override
    public void onSent() {
        owner.onSent();
    }

    @Override
    public Reading onHead(int answered, MultiMap headers) {
        status = answered;
        upstreamId = AnswerHead.upstreamId(headers);
        EncodedRequest again = request;
        if (answered >= 400 && !renewed && again != null && upstream.renew(answered, headers)) {
            renewed = true;
            if (exchange != null) {
                exchange.drain();
            }
            send(again, false);
            return Reading.REFUSAL;
        }
        request = null;
        if (answered / 100 == 2) {
            return owner.reading();
        }
        refusal = new Refusal(answered, headers, NO_BYTES);
        return Reading.REFUSAL;
    }

    @Override
    public void onBytes(byte[] bytes) {
        if (refusal == null) {
            owner.onBytes(bytes);
        } else {
            refusal = new Refusal(refusal.status(), refusal.headers(), bytes);
        }
    }

    @Override
    public void onEnd() {
        if (refusal == null) {
            owner.onEnd();
        } else {
            owner.onRefused(refusal);
        }
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
        EncodedRequest again = request;
        if (failure == UpstreamFailure.STALE_CONNECTION && !freshTried && again != null) {
            freshTried = true;
            send(again, true);
        } else if (refusal == null) {
            owner.onFailed(failure);
        } else {
            owner.onRefused(refusal);
        }
    }

    void pause() {
        if (exchange != null) {
            exchange.pause();
        }
    }

    void resume() {
        if (exchange != null) {
            exchange.resume();
        }
    }

    /** Reads the rest of the answer away. */
    void drain() {
        if (exchange != null) {
            exchange.drain();
        }
    }

    /** Drops request or answer, with the connection. */
    void reset() {
        request = null;
        if (exchange != null) {
            exchange.reset();
        }
    }
}
