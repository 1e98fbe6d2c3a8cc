package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** Keeps what a stream brought; may be read from the test's thread. */
public final class RecordingReader implements InboundHandler {
    private final Buffer data = Buffer.buffer();
    private final List<String> terminals = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile IntConsumer consumer = bytes -> {};
    private volatile @Nullable Head head;
    private volatile @Nullable GatewayError error;
    private volatile @Nullable Buffer trailer;

    /** Gives back what it gets, at once. */
    public RecordingReader consuming(IntConsumer consumed) {
        consumer = consumed;
        return this;
    }

    @Override
    public void onHead(Head received) {
        head = received;
    }

    @Override
    public synchronized void onData(Buffer received) {
        if (!terminals.isEmpty()) {
            terminals.add("data after the end");
        }
        data.appendBuffer(received);
        consumer.accept(received.length());
    }

    @Override
    public void onEnd(Buffer received) {
        trailer = received;
        terminals.add("end");
        over.countDown();
    }

    @Override
    public void onError(GatewayError received) {
        error = received;
        terminals.add("error");
        over.countDown();
    }

    public synchronized Buffer data() {
        return data.copy();
    }

    public synchronized int bytes() {
        return data.length();
    }

    /** {@code end}, {@code error}: exactly one if all is well. */
    public List<String> terminals() {
        return terminals;
    }

    public @Nullable Head head() {
        return head;
    }

    public @Nullable GatewayError error() {
        return error;
    }

    public @Nullable Buffer trailer() {
        return trailer;
    }

    /** @return false if it isn't over within {@code seconds} */
    public boolean awaitEnd(int seconds) {
        try {
            return over.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
