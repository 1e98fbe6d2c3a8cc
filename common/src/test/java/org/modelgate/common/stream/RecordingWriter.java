package org.modelgate.common.stream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** Keeps what a writing end heard; may be read from the test's thread. */
public final class RecordingWriter implements OutboundHandler {
    private final AtomicInteger writable = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile @Nullable GatewayError reason;

    @Override
    public void onWritable() {
        writable.incrementAndGet();
    }

    @Override
    public void onCancelled(GatewayError why) {
        reason = why;
        cancels.incrementAndGet();
        cancelled.countDown();
    }

    public int writable() {
        return writable.get();
    }

    public int cancels() {
        return cancels.get();
    }

    public @Nullable GatewayError reason() {
        return reason;
    }

    /** @return false if it isn't cancelled within {@code seconds} */
    public boolean awaitCancel(int seconds) {
        try {
            return cancelled.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
