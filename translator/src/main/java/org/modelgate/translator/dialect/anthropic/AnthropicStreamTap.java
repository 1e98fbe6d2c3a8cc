package org.modelgate.translator.dialect.anthropic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.PhasedGate;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.SseScanner;

/**
 * Passes a Messages stream on by whole events. Content events are only looked at, not parsed: name, border, length. An end of
 * answer that is followed by more content (seen from servers that send usage in between) is given out after all.
 */
final class AnthropicStreamTap implements StreamTap {
    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private final SseScanner scanner = new SseScanner();
    private final TapFacts facts = new TapFacts();
    private final PhasedGate gate = new PhasedGate(scanner);
    private final Runnable onEvent = this::event;
    private @Nullable ByteArrayOutputStream bareJson;

    /** Where in {@code held} the data of the event lies that {@code gateway_usage} goes into. */
    private int spliceFrom = -1;

    private int spliceTo = -1;

    @Override
    public byte[] feed(byte[] chunk) {
        return gate.feed(chunk, onEvent);
    }

    private void event() {
        if (bareJson != null || scanner.rawJson()) {
            keepBareJson();
            return;
        }
        switch (TapFacts.kind(scanner)) {
            case DELTA -> {
                facts.delta(scanner);
                spliceFrom = -1;
                gate.content();
            }
            case BLOCK -> {
                facts.block(scanner.data());
                if (phase() == Phase.PREAMBLE) {
                    gate.announced();
                } else {
                    spliceFrom = -1;
                    gate.content();
                }
            }
            case START -> {
                facts.start(scanner.data());
                gate.aside();
            }
            case MESSAGE_DELTA -> {
                facts.messageDelta(scanner.data());
                spliceHere();
                gate.tail();
            }
            case STOP -> {
                if (spliceFrom < 0) {
                    spliceHere();
                }
                gate.complete();
            }
            case ERROR -> gate.fail(AnthropicErrors.inBand(scanner.data()));
            case OTHER -> gate.aside();
        }
    }

    private void spliceHere() {
        int base = gate.heldBytes() - scanner.start();
        spliceFrom = base + scanner.dataStart();
        spliceTo = base + scanner.dataEnd();
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
        if (gate.over()) {
            return;
        }
        if (scanner.last()) {
            unclosedEvent();
        }
        if (gate.over()) {
            return;
        }
        gate.fail(
                bareJson != null
                        ? bareError(bareJson.toByteArray())
                        : GatewayError.provider("the provider's stream ended before the answer was whole"));
    }

    /** The last event lacks its empty line. It counts if it ends the stream; cut content doesn't go on. */
    private void unclosedEvent() {
        if (bareJson != null || scanner.rawJson()) {
            keepBareJson();
            return;
        }
        gate.guarded(() -> {
            TapFacts.Kind kind = TapFacts.kind(scanner);
            if (kind == TapFacts.Kind.STOP || kind == TapFacts.Kind.ERROR) {
                event();
                gate.closeHeld();
            }
        });
    }

    private static GatewayError bareError(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        return text.contains("\"error\"") ? AnthropicErrors.inBand(json) : BareAnswer.noStream();
    }

    @Override
    public Phase phase() {
        return gate.phase();
    }

    @Override
    public boolean contentSeen() {
        return gate.contentSeen();
    }

    @Override
    public @Nullable GatewayError error() {
        return gate.error();
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
