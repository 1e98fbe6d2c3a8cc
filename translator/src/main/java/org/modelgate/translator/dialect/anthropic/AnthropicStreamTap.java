package org.modelgate.translator.dialect.anthropic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.EventGate;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.SseScanner;

/**
 * Passes a Messages stream on by whole events. Content events are only looked at, not parsed: name, border, length. An end of
 * answer that is followed by more content (seen from servers that send usage in between) is given out after all.
 */
final class AnthropicStreamTap implements StreamTap {
    /** A start-up longer than this is given out as content: what is held must be bounded. */
    private static final int PREAMBLE_EVENTS_MAX = 64;

    private static final int PREAMBLE_BYTES_MAX = 256 * 1024;
    private static final int TAIL_BYTES_MAX = 1024 * 1024;
    private static final int ERROR_BYTES_MAX = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final SseScanner scanner = new SseScanner();
    private final TapFacts facts = new TapFacts();
    private final EventGate gate = new EventGate(scanner);
    private int heldEvents;
    private boolean contentSeen;
    private Phase phase = Phase.PREAMBLE;
    private @Nullable GatewayError error;
    private @Nullable ByteArrayOutputStream bareJson;

    /** Where in {@code held} the data of the event lies that {@code gateway_usage} goes into. */
    private int spliceFrom = -1;

    private int spliceTo = -1;

    @Override
    public byte[] feed(byte[] chunk) {
        if (phase == Phase.FAILED || phase == Phase.COMPLETE) {
            return NOTHING;
        }
        try {
            scanner.feed(chunk);
            gate.open();
            while (!over() && scanner.next()) {
                event();
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
        return gate.taken();
    }

    private boolean over() {
        return phase == Phase.FAILED || phase == Phase.COMPLETE;
    }

    private void event() {
        if (bareJson != null || scanner.rawJson()) {
            keepBareJson();
            return;
        }
        switch (TapFacts.kind(scanner)) {
            case DELTA -> {
                facts.delta(scanner);
                content();
            }
            case BLOCK -> {
                contentSeen = true;
                facts.block(scanner.data());
                if (phase == Phase.PREAMBLE) {
                    hold();
                } else {
                    content();
                }
            }
            case START -> {
                facts.start(scanner.data());
                aside();
            }
            case MESSAGE_DELTA -> {
                facts.messageDelta(scanner.data());
                phase = Phase.TAIL;
                spliceHere();
                hold();
            }
            case STOP -> {
                if (spliceFrom < 0) {
                    spliceHere();
                }
                phase = Phase.TAIL;
                hold();
                phase = phase == Phase.FAILED ? phase : Phase.COMPLETE;
            }
            case ERROR -> fail(AnthropicErrors.inBand(scanner.data()));
            case OTHER -> aside();
        }
    }

    /** An event that is no content: goes with what is around it. */
    private void aside() {
        if (phase == Phase.CONTENT) {
            gate.pass();
        } else {
            hold();
        }
    }

    private void content() {
        contentSeen = true;
        if (phase != Phase.CONTENT) {
            release();
            phase = Phase.CONTENT;
        }
        gate.pass();
    }

    /** Gives out what was held: the preamble, or a tail that wasn't one. */
    private void release() {
        gate.release();
        heldEvents = 0;
        spliceFrom = -1;
    }

    private void spliceHere() {
        int base = gate.heldBytes() - scanner.start();
        spliceFrom = base + scanner.dataStart();
        spliceTo = base + scanner.dataEnd();
    }

    private void hold() {
        gate.hold();
        heldEvents++;
        if (phase == Phase.PREAMBLE && (heldEvents > PREAMBLE_EVENTS_MAX || gate.heldBytes() > PREAMBLE_BYTES_MAX)) {
            release();
            contentSeen = true;
            phase = Phase.CONTENT;
        } else if (gate.heldBytes() > TAIL_BYTES_MAX) {
            fail(GatewayError.provider("the end of the provider's stream is too long"));
        }
    }

    private void keepBareJson() {
        if (bareJson == null) {
            bareJson = new ByteArrayOutputStream();
        }
        int length = Math.min(scanner.end() - scanner.start(), ERROR_BYTES_MAX - bareJson.size());
        bareJson.write(scanner.buffer(), scanner.start(), length);
    }

    @Override
    public void end() {
        if (over()) {
            return;
        }
        if (scanner.last()) {
            unclosedEvent();
        }
        if (over()) {
            return;
        }
        fail(
                bareJson != null
                        ? bareError(bareJson.toByteArray())
                        : GatewayError.provider("the provider's stream ended before the answer was whole"));
    }

    /** The last event lacks its empty line. It counts if it ends the stream; cut content doesn't go on. */
    private void unclosedEvent() {
        try {
            if (bareJson != null || scanner.rawJson()) {
                keepBareJson();
                return;
            }
            TapFacts.Kind kind = TapFacts.kind(scanner);
            if (kind == TapFacts.Kind.STOP || kind == TapFacts.Kind.ERROR) {
                event();
                gate.closeHeld();
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    private static GatewayError bareError(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        return text.contains("\"error\"") ? AnthropicErrors.inBand(json) : BareAnswer.noStream();
    }

    private void fail(GatewayError reason) {
        error = reason;
        phase = Phase.FAILED;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public boolean contentSeen() {
        return contentSeen && phase != Phase.PREAMBLE && (gate.passed() || phase != Phase.FAILED);
    }

    @Override
    public @Nullable GatewayError error() {
        return error;
    }

    @Override
    public byte[] tail(GatewayUsage usage) {
        byte[] bytes = gate.held();
        return spliceFrom < 0 ? bytes : Splices.withMember(bytes, spliceFrom, spliceTo, GatewayUsageJson.member(usage));
    }

    @Override
    public byte[] cut(Usage used, GatewayUsage usage) {
        return CutEnding.write(facts.open(), used, usage);
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
        return scanner.count();
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
