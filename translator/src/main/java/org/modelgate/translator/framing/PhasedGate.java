package org.modelgate.translator.framing;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.translator.StreamTap.Phase;

/**
 * An {@link EventGate} with the parts of a tapped stream: what comes in front of content is held, content goes on, and from the
 * answer's end on all is held again. More content behind an end takes the end back.
 */
public final class PhasedGate {
    /** A start-up longer than this is given out as content: what is held must be bounded. */
    private static final int PREAMBLE_EVENTS_MAX = 64;

    private static final int PREAMBLE_BYTES_MAX = 256 * 1024;
    private static final int TAIL_BYTES_MAX = 1024 * 1024;
    private static final byte[] NOTHING = {};

    private final SseScanner scanner;
    private final EventGate gate;
    private Phase phase = Phase.PREAMBLE;
    private int heldEvents;
    private boolean contentSeen;
    private @Nullable GatewayError error;

    public PhasedGate(SseScanner scanner) {
        this.scanner = scanner;
        this.gate = new EventGate(scanner);
    }

    /**
     * Takes a chunk.
     *
     * @param event looks at the scanner's current event and says here what becomes of it
     * @return what goes on
     */
    public byte[] feed(byte[] chunk, Runnable event) {
        if (over()) {
            return NOTHING;
        }
        try {
            scanner.feed(chunk);
            gate.open();
            while (!over() && scanner.next()) {
                event.run();
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
        return gate.taken();
    }

    /** What is thrown fails the stream. */
    public void guarded(Runnable step) {
        try {
            step.run();
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    public boolean over() {
        return phase == Phase.FAILED || phase == Phase.COMPLETE;
    }

    /** The current event is content. */
    public void content() {
        contentSeen = true;
        if (phase != Phase.CONTENT) {
            release();
        }
        gate.pass();
    }

    /** The current event is no content: it goes with what is around it. */
    public void aside() {
        if (phase == Phase.CONTENT) {
            gate.pass();
        } else {
            hold();
        }
    }

    /** The current event announces content, for which there may be no need to wait. */
    public void announced() {
        contentSeen = true;
        aside();
    }

    /** The current event ends the answer; more may follow. */
    public void tail() {
        phase = Phase.TAIL;
        hold();
    }

    /** The current event is the last one. */
    public void complete() {
        tail();
        phase = over() ? phase : Phase.COMPLETE;
    }

    private void hold() {
        gate.hold();
        heldEvents++;
        if (phase == Phase.PREAMBLE && (heldEvents > PREAMBLE_EVENTS_MAX || gate.heldBytes() > PREAMBLE_BYTES_MAX)) {
            release();
            contentSeen = true;
        } else if (gate.heldBytes() > TAIL_BYTES_MAX) {
            fail(GatewayError.provider("the end of the provider's stream is too long"));
        }
    }

    /** Gives out what was held: the preamble, or a tail that wasn't one. */
    private void release() {
        gate.release();
        heldEvents = 0;
        phase = Phase.CONTENT;
    }

    public void fail(GatewayError reason) {
        error = reason;
        phase = Phase.FAILED;
    }

    /** The empty line that the last event lacks. */
    public void closeHeld() {
        gate.closeHeld();
    }

    public int heldBytes() {
        return gate.heldBytes();
    }

    /** A copy of what is held. */
    public byte[] held() {
        return gate.held();
    }

    public Phase phase() {
        return phase;
    }

    /** Whether content has been given out or is held in the tail. */
    public boolean contentSeen() {
        return contentSeen && phase != Phase.PREAMBLE && (gate.passed() || phase != Phase.FAILED);
    }

    public @Nullable GatewayError error() {
        return error;
    }
}
