package org.modelgate.translator.dialect.anthropic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.StreamTap;
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
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(1024);
    private int heldEvents;
    private boolean given;
    private boolean contentSeen;
    private Phase phase = Phase.PREAMBLE;
    private @Nullable GatewayError error;
    private @Nullable ByteArrayOutputStream bareJson;

    /** Where in {@code held} the data of the event lies that {@code gateway_usage} goes into. */
    private int spliceFrom = -1;

    private int spliceTo = -1;

    /** What of the scanner's buffer goes out in this turn. */
    private int outFrom;

    private int outTo;
    private byte[] outHeld = NOTHING;

    @Override
    public byte[] feed(byte[] chunk) {
        if (phase == Phase.FAILED || phase == Phase.COMPLETE) {
            return NOTHING;
        }
        outFrom = -1;
        outHeld = NOTHING;
        try {
            scanner.feed(chunk);
            while (!over() && scanner.next()) {
                event();
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
        return taken();
    }

    private boolean over() {
        return phase == Phase.FAILED || phase == Phase.COMPLETE;
    }

    private byte[] taken() {
        if (outFrom < 0) {
            return outHeld;
        }
        byte[] buffer = scanner.buffer();
        if (outHeld.length == 0 && outFrom == 0 && outTo == buffer.length && scanner.onChunk()) {
            return buffer;
        }
        if (outHeld.length == 0) {
            return Arrays.copyOfRange(buffer, outFrom, outTo);
        }
        byte[] out = Arrays.copyOf(outHeld, outHeld.length + outTo - outFrom);
        System.arraycopy(buffer, outFrom, out, outHeld.length, outTo - outFrom);
        return out;
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
            give();
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
        give();
    }

    /** Gives out the current event. */
    private void give() {
        given = true;
        if (outFrom < 0) {
            outFrom = scanner.start();
        }
        outTo = scanner.end();
    }

    /** Gives out what was held. It never follows other bytes of this turn but from a tail that wasn't one: then they are joined. */
    private void release() {
        byte[] before = taken();
        outFrom = -1;
        outHeld = NOTHING;
        if (before.length > 0) {
            byte[] joined = Arrays.copyOf(before, before.length + held.size());
            System.arraycopy(held.toByteArray(), 0, joined, before.length, held.size());
            outHeld = joined;
        } else {
            outHeld = held.toByteArray();
        }
        held.reset();
        heldEvents = 0;
        spliceFrom = -1;
    }

    private void spliceHere() {
        int base = held.size() - scanner.start();
        spliceFrom = base + scanner.dataStart();
        spliceTo = base + scanner.dataEnd();
    }

    private void hold() {
        held.write(scanner.buffer(), scanner.start(), scanner.end() - scanner.start());
        heldEvents++;
        if (phase == Phase.PREAMBLE && (heldEvents > PREAMBLE_EVENTS_MAX || held.size() > PREAMBLE_BYTES_MAX)) {
            release();
            given = true;
            contentSeen = true;
            phase = Phase.CONTENT;
        } else if (held.size() > TAIL_BYTES_MAX) {
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
                held.write('\n');
                held.write('\n');
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    private static GatewayError bareError(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        return text.contains("\"error\"")
                ? AnthropicErrors.inBand(json)
                : GatewayError.provider("the provider answered a stream request without a stream");
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
        return contentSeen && phase != Phase.PREAMBLE && (given || phase != Phase.FAILED);
    }

    @Override
    public @Nullable GatewayError error() {
        return error;
    }

    @Override
    public byte[] tail(GatewayUsage usage) {
        byte[] bytes = held.toByteArray();
        return spliceFrom < 0 ? bytes : Splices.withMember(bytes, spliceFrom, spliceTo, GatewayUsageJson.member(usage));
    }

    @Override
    public byte[] rawTail() {
        return held.toByteArray();
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
    public long textBytes() {
        return facts.textBytes();
    }

    @Override
    public @Nullable String upstreamId() {
        return facts.upstreamId();
    }
}
