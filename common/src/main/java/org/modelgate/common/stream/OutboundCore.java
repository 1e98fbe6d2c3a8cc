package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** The writing end's state machine: holds to the window, splits and numbers frames. */
public final class OutboundCore implements OutboundStream {
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    private enum State {
        OPEN,
        /** The writer is done; bytes or the terminal frame still wait. */
        ENDING,
        /** The terminal frame left; the receiver hasn't confirmed it. */
        ENDED,
        CLOSED
    }

    /** How the stream ends, once all bytes left. */
    private sealed interface Terminal {
        record Clean(Buffer trailer) implements Terminal {}

        record Failed(GatewayError error) implements Terminal {}
    }

    private final StreamRef ref;
    private final StreamLimits limits;
    private final OutboundHandler handler;
    private final StreamPort port;
    private final Backlog waiting = new Backlog();
    private State state = State.OPEN;
    private @Nullable Terminal terminal;
    private long window;
    private boolean starved;
    private int sent;
    private int creditsReceived;
    private int announcedIn;

    public OutboundCore(StreamRef ref, StreamLimits limits, OutboundHandler handler, StreamPort port) {
        this.ref = ref;
        this.limits = limits;
        this.handler = handler;
        this.port = port;
        this.window = ref.window();
    }

    public StreamRef ref() {
        return ref;
    }

    /** Frames that left. */
    public int sent() {
        return sent;
    }

    public int creditsReceived() {
        return creditsReceived;
    }

    /** A heartbeat of this number told the receiver about the stream. */
    public void announced(int heartbeat) {
        if (announcedIn == 0 && sent > 0) {
            announcedIn = heartbeat;
        }
    }

    /** True if a receiver that has seen this heartbeat must know the stream, unless it is over there. */
    public boolean announcedBy(int heartbeat) {
        return announcedIn > 0 && announcedIn <= heartbeat;
    }

    @Override
    public void head(Head head) {
        if (state != State.OPEN) {
            return;
        }
        if (sent > 0 || waiting.bytes() > 0) {
            throw new IllegalStateException("head isn't first");
        }
        port.send(new StreamFrame.HeadFrame(ref.id(), ++sent, head));
    }

    @Override
    public boolean write(Buffer data) {
        if (state != State.OPEN) {
            return false;
        }
        return offer(data, limits.waiting());
    }

    private boolean offer(Buffer data, int waitingMax) {
        int length = data.length();
        if (length == 0) {
            return !starved;
        }
        starved = false;
        if (waiting.bytes() == 0 && length <= window && length <= limits.frame() && !port.congested()) {
            sendData(data);
        } else {
            waiting.add(data);
            pump();
            if (waiting.bytes() > waitingMax) {
                overflow();
                return false;
            }
        }
        starved = waiting.bytes() > 0 || window == 0;
        return !starved;
    }

    private void sendData(Buffer data) {
        window -= data.length();
        port.send(new StreamFrame.Data(ref.id(), ++sent, data));
    }

    private void overflow() {
        GatewayError error = GatewayError.unavailable("the reader of the stream is too slow");
        waiting.clear();
        close();
        port.send(new StreamFrame.Fail(ref.id(), ++sent, error));
        port.defer(() -> handler.onCancelled(error));
    }

    @Override
    public void whole(Head head, Buffer data) {
        if (state != State.OPEN) {
            return;
        }
        int length = data.length();
        boolean fits = length <= window || (port.byReference() && length <= limits.wholeByReference());
        if (sent == 0 && waiting.bytes() == 0 && fits && !port.congested()) {
            port.send(new StreamFrame.Whole(ref.id(), ++sent, head, data));
            ended();
            return;
        }
        head(head);
        offer(data, limits.waitingWhole());
        if (state == State.OPEN) {
            end(NO_BYTES);
        }
    }

    @Override
    public void end(Buffer trailer) {
        if (trailer.length() > limits.frame()) {
            throw new IllegalArgumentException("the trailer is larger than a frame");
        }
        finish(new Terminal.Clean(trailer));
    }

    @Override
    public void finish(Buffer last) {
        if (last.length() <= limits.frame()) {
            finish(new Terminal.Clean(last));
        } else {
            write(last);
            end(NO_BYTES);
        }
    }

    @Override
    public void fail(GatewayError error) {
        finish(new Terminal.Failed(error));
    }

    private void finish(Terminal how) {
        if (state == State.OPEN) {
            state = State.ENDING;
            terminal = how;
            pump();
        }
    }

    /** Sends what the window and the link allow. */
    public void pump() {
        while (waiting.bytes() > 0 && window > 0 && !port.congested()) {
            sendData(waiting.next((int) Math.min(window, limits.frame())));
        }
        if (waiting.bytes() > 0 || port.congested()) {
            return;
        }
        if (state == State.ENDING) {
            sendTerminal();
        } else if (starved && window > 0 && state == State.OPEN) {
            starved = false;
            handler.onWritable();
        }
    }

    private void sendTerminal() {
        switch (terminal) {
            case Terminal.Clean clean -> port.send(new StreamFrame.End(ref.id(), ++sent, clean.trailer()));
            case Terminal.Failed failed -> port.send(new StreamFrame.Fail(ref.id(), ++sent, failed.error()));
            case null -> throw new IllegalStateException("no terminal");
        }
        ended();
    }

    private void ended() {
        if (port.byReference()) {
            close();
        } else {
            state = State.ENDED;
        }
    }

    /** @return false if the frame was late */
    public boolean receive(StreamFrame.ToSender frame) {
        if (state == State.CLOSED) {
            return false;
        }
        switch (frame) {
            case StreamFrame.Credit credit -> credit(credit);
            case StreamFrame.Cancel cancel -> lost(cancel.reason());
            case StreamFrame.Taken taken -> {
                close();
                handler.onTaken();
            }
        }
        return true;
    }

    private void credit(StreamFrame.Credit credit) {
        if (credit.sequence() != creditsReceived + 1) {
            interrupt();
            return;
        }
        creditsReceived++;
        window += credit.bytes();
        pump();
    }

    /** A credit was lost: tells both ends. */
    public void interrupt() {
        port.interrupted();
        interrupt(GatewayError.unavailable("stream interrupted"));
    }

    /** Ends it on both ends with an error that arose here. */
    public void interrupt(GatewayError error) {
        if (state != State.CLOSED) {
            port.send(new StreamFrame.Fail(ref.id(), ++sent, error));
            lost(error);
        }
    }

    /** It can't be written at all; the writer hears it soon. */
    public void refuse(GatewayError reason) {
        state = State.CLOSED;
        port.defer(() -> handler.onCancelled(reason));
    }

    /** The receiver is gone: tells the writer. */
    public void lost(GatewayError reason) {
        if (state != State.CLOSED) {
            close();
            waiting.clear();
            handler.onCancelled(reason);
        }
    }

    private void close() {
        state = State.CLOSED;
        port.forget(this);
    }
}
