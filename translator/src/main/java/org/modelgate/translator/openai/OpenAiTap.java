package org.modelgate.translator.openai;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.EventGate;
import org.modelgate.translator.framing.SseScanner;

/**
 * The tap of OpenAI's streams; what an event means is for the dialect's {@link TapEvents} to say. A chunk that is content
 * throughout is given out as the same array.
 */
public final class OpenAiTap implements StreamTap {
    public static final int PREAMBLE_EVENTS_MAX = 64;
    /** The first events of a response repeat all tools of its request. */
    static final int PREAMBLE_BYTES_MAX = 1024 * 1024;

    static final int TAIL_BYTES_MAX = 1024 * 1024;

    private static final byte[] NONE = {};

    private enum Verdict {
        PASS,
        HOLD,
        DROP,
        STOP
    }

    private final TapEvents dialect;
    private final SseScanner events = new SseScanner();
    /** Holds the preamble, then the tail. */
    private final EventGate gate = new EventGate(events);

    private @Nullable BareAnswer bare;
    private Phase phase = Phase.PREAMBLE;
    private @Nullable GatewayError error;
    private int preambleEvents;
    private int tailEvents;
    private boolean contentSeen;

    public OpenAiTap(TapEvents dialect) {
        this.dialect = dialect;
    }

    @Override
    public byte[] feed(byte[] bytes) {
        if (isOver()) {
            return NONE;
        }
        try {
            if (bare != null) {
                bare.add(bytes);
                return NONE;
            }
            events.feed(bytes);
            gate.open();
            drain();
        } catch (GatewayException e) {
            fail(e.error());
            return bare == null ? gate.taken() : NONE;
        }
        return gate.taken();
    }

    private boolean isOver() {
        return phase == Phase.COMPLETE || phase == Phase.FAILED;
    }

    private void drain() {
        while (!isOver() && bare == null && events.next()) {
            boolean preamble = phase == Phase.PREAMBLE;
            switch (event()) {
                case PASS -> {
                    if (preamble) {
                        gate.release();
                    }
                    gate.pass();
                }
                case HOLD -> gate.hold();
                case DROP, STOP -> {
                    // Nothing goes on.
                }
            }
        }
        if (!isOver() && bare == null && events.rawJson()) {
            bare = BareAnswer.ofRest(events);
        }
    }

    private Verdict event() {
        if (events.rawJson()) {
            bare = BareAnswer.ofEvent(events);
            return Verdict.STOP;
        }
        if (events.dataLines() == 0 || events.dataStart() == events.dataEnd()) {
            // Comments keep the provider's connection alive; while nothing was given out, ours does that for the
            // client.
            return phase == Phase.CONTENT ? Verdict.PASS : Verdict.DROP;
        }
        return switch (dialect.look(events)) {
            case START_UP -> phase == Phase.PREAMBLE && mayHold() ? Verdict.HOLD : pass();
            case CONTENT -> pass();
            case END -> {
                contentSeen |= dialect.content();
                phase = Phase.TAIL;
                yield holdTail();
            }
            case WHOLE -> {
                contentSeen |= dialect.content();
                phase = Phase.COMPLETE;
                yield Verdict.HOLD;
            }
            case ERROR, GARBAGE -> {
                fail(dialect.error());
                yield Verdict.STOP;
            }
        };
    }

    private Verdict pass() {
        if (phase == Phase.TAIL) {
            return holdTail();
        }
        phase = Phase.CONTENT;
        contentSeen = true;
        return Verdict.PASS;
    }

    private boolean mayHold() {
        preambleEvents++;
        return preambleEvents <= PREAMBLE_EVENTS_MAX
                && gate.heldBytes() + events.end() - events.start() <= PREAMBLE_BYTES_MAX;
    }

    /** The first event of the tail may be a whole answer, so only what follows it is limited. */
    private Verdict holdTail() {
        if (tailEvents++ > 0 && gate.heldBytes() + events.end() - events.start() > TAIL_BYTES_MAX) {
            fail(GatewayError.provider("The provider's stream goes on behind its end."));
            return Verdict.STOP;
        }
        return Verdict.HOLD;
    }

    private void fail(GatewayError cause) {
        phase = Phase.FAILED;
        error = cause;
    }

    @Override
    public void end() {
        if (isOver()) {
            return;
        }
        if (bare == null) {
            lastEvent();
        }
        if (isOver()) {
            return;
        }
        if (bare != null) {
            fail(UpstreamError.inAnswer(bare.bytes()).map(UpstreamError::error).orElseGet(BareAnswer::noStream));
        } else if (phase == Phase.TAIL && dialect.endIsEnough()) {
            phase = Phase.COMPLETE;
        } else {
            fail(GatewayError.provider("The provider's stream broke off."));
        }
    }

    /** An event that the end of the source cut off counts if it is whole and no content. */
    private void lastEvent() {
        if (!events.last() || events.rawJson() || events.dataLines() == 0) {
            if (events.rawJson()) {
                event();
            }
            return;
        }
        switch (dialect.look(events)) {
            case END -> last(Phase.TAIL);
            case WHOLE -> last(Phase.COMPLETE);
            case ERROR -> fail(dialect.error());
            case START_UP, CONTENT -> {
                if (phase == Phase.TAIL) {
                    last(Phase.TAIL);
                }
            }
            case GARBAGE -> {
                // The stream broke off within it.
            }
        }
    }

    private void last(Phase then) {
        phase = then;
        contentSeen |= dialect.content();
        gate.hold();
        gate.closeHeld();
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
    public byte[] tail(GatewayUsage usage) {
        return dialect.tail(gate.held(), usage);
    }

    @Override
    public byte[] cut(Usage used, GatewayUsage usage) {
        return dialect.cut(used, usage);
    }

    @Override
    public byte[] rawTail() {
        return gate.held();
    }

    @Override
    public @Nullable Usage usage() {
        return dialect.usage();
    }

    @Override
    public boolean usageFinal() {
        return dialect.usageFinal();
    }

    @Override
    public long events() {
        return events.count();
    }

    @Override
    public long textBytes() {
        return dialect.textBytes();
    }

    @Override
    public @Nullable String upstreamId() {
        return dialect.upstreamId();
    }
}
