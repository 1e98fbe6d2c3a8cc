package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * The receiving end's state machine. It is bound to the peer that was asked, and to the first one that really writes: an
 * endpoint may hand the ref on. One writer: frames of any other are late frames.
 */
public final class InboundCore implements InboundStream {
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    private enum State {
        WAITING,
        OPEN,
        CLOSED
    }

    private final StreamRef ref;
    private final StreamLimits limits;
    private final InboundHandler handler;
    private final StreamPort asked;
    private final long firstFrameDeadlineNanos;
    private StreamPort writer;
    private State state = State.WAITING;
    private boolean headOver;
    private int received;
    private int creditsSent;
    private long unconsumed;
    private int ungranted;
    private long outstanding;

    /** @param asked the peer that is expected to write */
    public InboundCore(
            StreamRef ref,
            StreamLimits limits,
            InboundHandler handler,
            StreamPort asked,
            long firstFrameDeadlineNanos) {
        this.ref = ref;
        this.limits = limits;
        this.handler = handler;
        this.asked = asked;
        this.writer = asked;
        this.firstFrameDeadlineNanos = firstFrameDeadlineNanos;
    }

    @Override
    public StreamRef ref() {
        return ref;
    }

    /** The peer that was asked to write. */
    public StreamPort asked() {
        return asked;
    }

    /** The peer that writes, as far as known. */
    public StreamPort writer() {
        return writer;
    }

    public boolean started() {
        return state == State.OPEN;
    }

    /** Frames that arrived. */
    public int received() {
        return received;
    }

    public int creditsSent() {
        return creditsSent;
    }

    /** @return false if the frame was late: the stream is over, or another one writes it */
    public boolean receive(StreamPort from, StreamFrame.ToReceiver frame) {
        if (state == State.CLOSED || (!from.equals(writer) && state == State.OPEN)) {
            return false;
        }
        if (frame.sequence() != received + 1) {
            writer = from;
            interrupt();
            return true;
        }
        writer = from;
        state = State.OPEN;
        received++;
        accept(frame);
        return true;
    }

    private void accept(StreamFrame.ToReceiver frame) {
        switch (frame) {
            case StreamFrame.HeadFrame head -> {
                if (headOver) {
                    interrupt();
                    return;
                }
                headOver = true;
                handler.onHead(head.head());
            }
            case StreamFrame.Data data -> {
                headOver = true;
                data(data.bytes(), ref.window());
            }
            case StreamFrame.Whole whole -> whole(whole);
            case StreamFrame.End end -> {
                taken();
                handler.onEnd(end.trailer());
            }
            case StreamFrame.Fail fail -> {
                taken();
                handler.onError(fail.error());
            }
        }
    }

    private void whole(StreamFrame.Whole whole) {
        if (received != 1) {
            interrupt();
            return;
        }
        int allowed = writer.byReference() ? Math.max(ref.window(), limits.wholeByReference()) : ref.window();
        handler.onHead(whole.head());
        if (state == State.OPEN && whole.bytes().length() > 0) {
            data(whole.bytes(), allowed);
        }
        if (state == State.OPEN) {
            taken();
            handler.onEnd(NO_BYTES);
        }
    }

    private void data(Buffer bytes, int allowed) {
        outstanding += bytes.length();
        if (outstanding > allowed) {
            interrupt();
            return;
        }
        unconsumed += bytes.length();
        handler.onData(bytes);
    }

    @Override
    public void consumed(int bytes) {
        if (state != State.OPEN || bytes <= 0) {
            return;
        }
        int credit = (int) Math.min(bytes, unconsumed);
        unconsumed -= credit;
        ungranted += credit;
        if (ungranted >= ref.window() / 2) {
            int grant = ungranted;
            ungranted = 0;
            outstanding -= grant;
            writer.send(new StreamFrame.Credit(ref.id(), ++creditsSent, grant));
        }
    }

    @Override
    public void cancel(GatewayError reason) {
        if (state != State.CLOSED) {
            stop(reason);
        }
    }

    /** A frame was lost, or the peer: tells both ends. */
    public void interrupt() {
        writer.interrupted();
        fail(GatewayError.unavailable("stream interrupted"));
    }

    /** Ends it on both ends with an error that arose here. */
    public void fail(GatewayError error) {
        if (state != State.CLOSED) {
            stop(error);
            handler.onError(error);
        }
    }

    /** Whether the first frame should have come by now. */
    public boolean expired(long nowNanos) {
        return state == State.WAITING && nowNanos - firstFrameDeadlineNanos >= 0;
    }

    /** The first frame didn't come in time. */
    public void expire() {
        fail(GatewayError.of(Fault.GATEWAY, ErrorCode.TIMEOUT, "no answer in time"));
    }

    private void stop(GatewayError reason) {
        close();
        writer.send(new StreamFrame.Cancel(ref.id(), 0, reason));
        if (!asked.equals(writer)) {
            asked.send(new StreamFrame.Cancel(ref.id(), 0, reason));
        }
    }

    private void taken() {
        close();
        if (!writer.byReference()) {
            writer.send(new StreamFrame.Taken(ref.id(), 0));
        }
        if (!asked.equals(writer)) {
            // The one that was asked may hold a writing end that it never used.
            asked.send(new StreamFrame.Taken(ref.id(), 0));
        }
    }

    private void close() {
        state = State.CLOSED;
        writer.forget(this);
        if (!asked.equals(writer)) {
            asked.forget(this);
        }
    }
}
