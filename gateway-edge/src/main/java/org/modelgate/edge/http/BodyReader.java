package org.modelgate.edge.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * Reads a request's body into one array under the limits of the request and of the process, and not slower than it must be. What
 * it took of the process's budget it hands over with the body, or gives back.
 */
final class BodyReader implements Handler<Buffer>, Exchange.Work {
    private static final byte[] EMPTY = new byte[0];
    private static final int FIRST_BYTES = 16 * 1024;

    private final Exchange exchange;
    private final int limit;
    private final Consumer<BodyReader> whenRead;
    private final long startedAt;
    private final int announced;
    private byte[] bytes = EMPTY;
    private int length;
    private long taken;
    private boolean stopped;

    private BodyReader(Exchange exchange, int limit, int announced, Consumer<BodyReader> whenRead) {
        this.exchange = exchange;
        this.limit = limit;
        this.announced = announced;
        this.whenRead = whenRead;
        this.startedAt = exchange.edge().now();
    }

    /** Reads, or refuses; {@code whenRead} is called at most once, with the whole body. */
    static void read(Exchange exchange, int limit, Consumer<BodyReader> whenRead) {
        long announced = exchange.headers().contentLength();
        if (announced > limit) {
            exchange.refuse(tooLarge(limit));
            return;
        }
        BodyReader reader = new BodyReader(exchange, limit, (int) announced, whenRead);
        if (announced > 0 && !reader.take(announced)) {
            return;
        }
        exchange.work(reader);
        exchange.request().handler(reader);
        exchange.onBodyEnd(reader::ended);
        if (exchange.headers().expectsContinue()) {
            exchange.response().writeContinue();
        }
    }

    private static GatewayError tooLarge(int limit) {
        return GatewayError.of(
                Fault.CLIENT, ErrorCode.REQUEST_TOO_LARGE, "the request body is larger than " + limit + " bytes");
    }

    private boolean take(long more) {
        if (exchange.edge().bodies().take(more)) {
            taken += more;
            return true;
        }
        stop(GatewayError.unavailable("too many large requests at the moment"));
        return false;
    }

    private void stop(GatewayError error) {
        stopped = true;
        bytes = EMPTY;
        giveBack();
        exchange.refuse(error);
    }

    private void giveBack() {
        exchange.edge().bodies().give(taken);
        taken = 0;
    }

    @Override
    public void handle(Buffer chunk) {
        if (stopped) {
            return;
        }
        int size = chunk.length();
        if (length + (long) size > limit) {
            stop(tooLarge(limit));
        } else if (size == announced && length == 0) {
            bytes = Bytes.of(chunk);
            length = size;
        } else if (makeRoom(length + size)) {
            chunk.getBytes(0, size, bytes, length);
            length += size;
        }
    }

    private boolean makeRoom(int needed) {
        if (needed <= bytes.length) {
            return true;
        }
        int size = announced >= needed
                ? announced
                : (int) Math.min(limit, Math.max(FIRST_BYTES, Math.max(needed, 2L * bytes.length)));
        if (size > taken && !take(size - taken)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    private void ended() {
        if (!stopped) {
            stopped = true;
            bytes = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            exchange.edge().metrics().received(length);
            whenRead.accept(this);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of the process's budget that the reader of this body now has to give back. */
    long taken() {
        return taken;
    }

    @Override
    public void sweep(long now) {
        long elapsed = now - startedAt - exchange.edge().limits().bodyGrace().toNanos();
        if (elapsed > 0 && length < exchange.edge().limits().bodyBytesPerSecond() * (elapsed / 1e9)) {
            stop(new GatewayError(
                    Fault.CLIENT,
                    ErrorCode.INVALID_REQUEST,
                    408,
                    "the request body comes too slowly",
                    null,
                    null,
                    GatewayError.NO_RETRY_AFTER));
        }
    }

    @Override
    public void clientGone(GatewayError reason) {
        stopped = true;
        giveBack();
    }

    @Override
    public void abort(GatewayError reason) {
        stop(reason);
    }
}
