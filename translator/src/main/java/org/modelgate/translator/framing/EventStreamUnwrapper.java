package org.modelgate.translator.framing;

import java.io.ByteArrayOutputStream;
import org.modelgate.translator.StreamUnwrapper;

/** Takes an event stream's frames apart and writes what a dialect's codecs read. Nothing comes out behind a failure. */
public final class EventStreamUnwrapper implements StreamUnwrapper {
    /** How a frame becomes SSE: written to {@code out}, or nothing if it is of no use. */
    public interface Writer {
        void write(EventStreamFrame frame, ByteArrayOutputStream out);
    }

    private static final byte[] NOTHING = {};

    private final EventStreamDecoder decoder = new EventStreamDecoder();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private final Writer writer;
    private boolean over;

    public EventStreamUnwrapper(Writer writer) {
        this.writer = writer;
    }

    @Override
    public byte[] feed(byte[] chunk) {
        decoder.feed(chunk, this::frame);
        if (out.size() == 0) {
            return NOTHING;
        }
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    private void frame(EventStreamFrame frame) {
        if (!over) {
            over = frame.kind() == EventStreamFrame.Kind.EXCEPTION || frame.kind() == EventStreamFrame.Kind.ERROR;
            writer.write(frame, out);
        }
    }

    @Override
    public void end() {
        decoder.end();
    }
}
