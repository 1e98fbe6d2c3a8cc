package org.modelgate.router.flow;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.router.upstream.UpstreamListener.Reading;
import org.modelgate.translator.StreamTap;

/** A streamed answer: preamble kept until the first content, content held until the reservation is durable, end kept. */
final class StreamReader implements AnswerReader {
    /** An event may be this large; more bytes than that without one are no stream. */
    private static final int UNDELIVERED_BYTES_MAX = 16 * 1024 * 1024;

    private final StreamTap tap;
    private final Owner owner;
    private final List<Buffer> held = new ArrayList<>(1);
    private boolean released;
    private @Nullable AnswerSink sink;
    private long undeliveredBytes;
    private @Nullable Usage cutAt;
    private boolean over;

    /** @param released whether content may leave from the start */
    StreamReader(StreamTap tap, Owner owner, boolean released) {
        this.tap = tap;
        this.owner = owner;
        this.released = released;
    }

    @Override
    public Reading reading() {
        return Reading.IN_TURNS;
    }

    @Override
    public void bytes(byte[] bytes) {
        if (over) {
            return;
        }
        undeliveredBytes += bytes.length;
        byte[] out = tap.feed(bytes);
        if (out.length > 0) {
            undeliveredBytes = 0;
            give(Buffer.buffer(out));
        }
        judge();
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        tap.end();
        judge();
        if (!over) {
            breakOff(GatewayError.provider("the provider's stream ended before its end"));
        }
    }

    private void judge() {
        switch (tap.phase()) {
            case COMPLETE -> {
                over = true;
                owner.onComplete();
            }
            case FAILED -> {
                GatewayError error = tap.error();
                breakOff(error == null ? GatewayError.provider("the provider's stream failed") : error);
            }
            case PREAMBLE, CONTENT, TAIL -> {
                if (undeliveredBytes > UNDELIVERED_BYTES_MAX) {
                    breakOff(GatewayError.provider("the provider sent too much that is no content"));
                }
            }
        }
    }

    private void breakOff(GatewayError error) {
        over = true;
        owner.onBroken(error);
    }

    private void give(Buffer out) {
        if (released) {
            write(out);
        } else {
            held.add(out);
            owner.onFull();
        }
    }

    private void write(Buffer out) {
        if (sink == null) {
            sink = owner.begin();
        }
        if (!sink.write(out)) {
            owner.onFull();
        }
    }

    @Override
    public void release() {
        if (released) {
            return;
        }
        released = true;
        if (!held.isEmpty()) {
            owner.onRoom();
            held.forEach(this::write);
            held.clear();
        }
    }

    @Override
    public long events() {
        return tap.events();
    }

    @Override
    public boolean contentSeen() {
        return tap.contentSeen();
    }

    @Override
    public boolean delivered() {
        return sink != null;
    }

    @Override
    public boolean mayCut() {
        return !over && sink != null && tap.phase() == StreamTap.Phase.CONTENT;
    }

    @Override
    public void cut(Usage used) {
        over = true;
        cutAt = used;
    }

    @Override
    public void detach() {
        sink = new AnswerSink.Nowhere();
        held.clear();
        released = true;
        owner.onRoom();
    }

    @Override
    public void finish(GatewayUsage usage) {
        release();
        AnswerSink to = sink == null ? owner.begin() : sink;
        sink = to;
        if (cutAt == null) {
            to.endStream(tap, usage);
        } else {
            to.cut(tap, cutAt, usage);
        }
    }

    @Override
    public @Nullable Usage usage() {
        return tap.usage();
    }

    @Override
    public boolean usageFinal() {
        return tap.usageFinal();
    }

    @Override
    public long textBytes() {
        return tap.textBytes();
    }

    @Override
    public @Nullable String upstreamId() {
        return tap.upstreamId();
    }
}
