package org.modelgate.translator.dialect.gemini;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.EventGate;
import org.modelgate.translator.framing.SseScanner;

/**
 * The tap of {@code streamGenerateContent}. An event costs one pass over its bytes; a chunk that is content throughout is given out
 * as the same array. The tail begins with the chunk that has the finish reason; should content follow it (older models give
 * a reason with every chunk), it is given out after all. Nothing marks the stream's end but its end.
 */
final class GeminiStreamTap implements StreamTap {
    static final int PREAMBLE_EVENTS_MAX = 64;
    static final int PREAMBLE_BYTES_MAX = 256 * 1024;
    static final int TAIL_BYTES_MAX = 1024 * 1024;

    private static final byte[] NONE = {};

    private final SseScanner events = new SseScanner();
    private final ChunkScan chunk = new ChunkScan();
    private final StreamFacts facts = new StreamFacts();
    /** Holds the preamble, then the tail. */
    private final EventGate gate = new EventGate(events);

    private @Nullable BareAnswer bare;
    private Phase phase = Phase.PREAMBLE;
    private @Nullable GatewayError error;
    private int preambleEvents;
    private boolean contentSeen;

    @Override
    public byte[] feed(byte[] bytes) {
        if (isOver()) {
            return NONE;
        }
        gate.open();
        try {
            if (bare == null) {
                events.feed(bytes);
                drain();
            } else {
                bare.add(bytes);
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
        return gate.taken();
    }

    private boolean isOver() {
        return phase == Phase.COMPLETE || phase == Phase.FAILED;
    }

    private void drain() {
        while (!isOver() && bare == null && events.next()) {
            event();
        }
        if (!isOver() && bare == null && events.rawJson()) {
            bare = BareAnswer.ofRest(events);
        }
    }

    private void event() {
        if (events.rawJson()) {
            bare = BareAnswer.ofEvent(events);
            return;
        }
        if (events.dataLines() == 0 || events.dataStart() == events.dataEnd()) {
            if (phase == Phase.CONTENT) {
                gate.pass();
            }
            return;
        }
        boolean oneLine = events.dataLines() == 1;
        byte[] bytes = oneLine ? events.buffer() : events.data();
        boolean readable =
                chunk.scan(bytes, oneLine ? events.dataStart() : 0, oneLine ? events.dataEnd() : bytes.length);
        if (readable) {
            chunk();
        } else {
            fail(GatewayError.provider("the provider's stream holds an event that is not JSON"));
        }
    }

    private void chunk() {
        if (chunk.hasError()) {
            fail(GeminiErrors.of(GeminiJson.anything(chunk.error())));
            return;
        }
        boolean continued = phase == Phase.TAIL && chunk.content;
        GatewayError failure = facts.note(chunk);
        if (failure != null) {
            fail(failure);
            return;
        }
        contentSeen |= chunk.content;
        if (continued) {
            phase = Phase.CONTENT;
            gate.release();
        }
        if (facts.finished()) {
            phase = Phase.TAIL;
            hold();
        } else if (phase == Phase.PREAMBLE && !chunk.content && mayHold()) {
            hold();
        } else {
            if (phase == Phase.PREAMBLE) {
                gate.release();
            }
            phase = Phase.CONTENT;
            contentSeen = true;
            gate.pass();
        }
    }

    private boolean mayHold() {
        preambleEvents++;
        return preambleEvents <= PREAMBLE_EVENTS_MAX
                && gate.heldBytes() + events.end() - events.start() <= PREAMBLE_BYTES_MAX;
    }

    private void hold() {
        if (phase == Phase.TAIL && gate.heldBytes() > TAIL_BYTES_MAX) {
            fail(GatewayError.provider("the provider's stream goes on behind its end"));
            return;
        }
        gate.hold();
    }

    private void fail(GatewayError cause) {
        phase = Phase.FAILED;
        error = cause;
    }

    @Override
    public void end() {
        if (!isOver() && bare == null && events.last()) {
            lastEvent();
        }
        if (isOver()) {
            return;
        }
        if (bare != null) {
            fail(GeminiErrors.inAnswer(GeminiJson.anything(bare.bytes())).orElseGet(BareAnswer::noStream));
        } else if (phase == Phase.TAIL) {
            phase = Phase.COMPLETE;
        } else {
            fail(GatewayError.provider("the provider's stream ended before the answer was whole"));
        }
    }

    /** The last event lacks its empty line. It counts if it is whole and ends the answer; cut content doesn't go on. */
    private void lastEvent() {
        if (events.rawJson()) {
            event();
            return;
        }
        boolean whole = events.dataLines() == 1 && chunk.scan(events.buffer(), events.dataStart(), events.dataEnd());
        if (!whole) {
            return;
        }
        if (chunk.hasError() || chunk.blocked || !chunk.finishReason().isEmpty() || phase == Phase.TAIL) {
            gate.open();
            chunk();
            gate.closeHeld();
        }
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public boolean contentSeen() {
        return contentSeen && (gate.passed() || phase != Phase.FAILED);
    }

    @Override
    public @Nullable GatewayError error() {
        return error;
    }

    @Override
    public byte[] rawTail() {
        return gate.held();
    }

    @Override
    public @Nullable Usage usage() {
        return facts.usage();
    }

    @Override
    public boolean usageFinal() {
        return facts.usageFinal();
    }

    @Override
    public long events() {
        return events.count();
    }

    @Override
    public long textBytes() {
        return facts.textBytes();
    }

    @Override
    public @Nullable String upstreamId() {
        return facts.upstreamId();
    }
}
