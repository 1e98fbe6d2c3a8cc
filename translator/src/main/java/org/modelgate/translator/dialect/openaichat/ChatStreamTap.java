package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.SseScanner;

/**
 * The tap of chat streams. An event costs one allocation-free pass over its bytes; a chunk that is content throughout is given
 * out as the same array. The tail begins with the chunk that finishes the last of the choices.
 */
final class ChatStreamTap implements StreamTap {
    static final int PREAMBLE_EVENTS_MAX = 64;
    static final int PREAMBLE_BYTES_MAX = 256 * 1024;
    static final int TAIL_BYTES_MAX = 1024 * 1024;
    static final int RAW_BYTES_MAX = 64 * 1024;

    private static final byte[] NONE = {};
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

    private enum Verdict {
        PASS,
        HOLD,
        DROP,
        STOP
    }

    private final boolean includeUsage;
    private final SseScanner events = new SseScanner();
    private final ChunkScan chunk = new ChunkScan();
    private final ChunkFacts facts;
    /** The preamble, then the tail. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(512);

    private @Nullable ByteArrayOutputStream raw;
    private Phase phase = Phase.PREAMBLE;
    private @Nullable GatewayError error;
    private int preambleEvents;
    private int tailEvents;
    private boolean contentSeen;
    private boolean given;

    ChatStreamTap(int choices, boolean includeUsage) {
        this.facts = new ChunkFacts(choices);
        this.includeUsage = includeUsage;
    }

    @Override
    public byte[] feed(byte[] bytes) {
        if (isOver()) {
            return NONE;
        }
        if (raw != null) {
            keepRaw(raw, bytes, 0, bytes.length);
            return NONE;
        }
        try {
            events.feed(bytes);
        } catch (GatewayException e) {
            fail(e.error());
            return NONE;
        }
        return drain(bytes);
    }

    private boolean isOver() {
        return phase == Phase.COMPLETE || phase == Phase.FAILED;
    }

    /** Only the fed array itself may be given out uncopied: the scanner's own buffer is used again. */
    @SuppressWarnings("ReferenceEquality")
    private byte[] drain(byte[] fed) {
        byte[] before = NONE;
        int from = -1;
        int to = -1;
        while (!isOver() && raw == null && events.next()) {
            boolean preamble = phase == Phase.PREAMBLE;
            switch (event()) {
                case PASS -> {
                    if (preamble) {
                        before = held.toByteArray();
                        held.reset();
                    }
                    given = true;
                    from = from < 0 ? events.start() : from;
                    to = events.end();
                }
                case HOLD -> held.write(events.buffer(), events.start(), events.end() - events.start());
                case DROP, STOP -> {
                    // Nothing goes on.
                }
            }
        }
        if (!isOver() && raw == null && events.rawJson()) {
            startRaw(events.rest());
        }
        if (from < 0) {
            return NONE;
        }
        byte[] buffer = events.buffer();
        if (before.length == 0 && events.onChunk() && from == 0 && to == fed.length) {
            return fed;
        }
        byte[] out = Arrays.copyOf(before, before.length + to - from);
        System.arraycopy(buffer, from, out, before.length, to - from);
        return out;
    }

    private Verdict event() {
        if (events.rawJson()) {
            byte[] rest = events.rest();
            startRaw(Arrays.copyOfRange(events.buffer(), events.start(), events.end()));
            if (raw != null) {
                keepRaw(raw, rest, 0, rest.length);
            }
            return Verdict.STOP;
        }
        if (events.dataLines() == 0 || events.dataStart() == events.dataEnd()) {
            // Comments keep the provider's connection alive; while nothing was given out, ours does that for the
            // client.
            return phase == Phase.CONTENT ? Verdict.PASS : Verdict.DROP;
        }
        if (JsonBytes.startsWith(events.buffer(), events.dataStart(), events.dataEnd(), DONE)) {
            return done();
        }
        byte[] bytes = events.dataLines() == 1 ? events.buffer() : events.data();
        int from = events.dataLines() == 1 ? events.dataStart() : 0;
        int to = events.dataLines() == 1 ? events.dataEnd() : bytes.length;
        boolean readable = chunk.scan(bytes, from, to);
        if (events.named("error") && !chunk.hasError()) {
            fail(OpenAiChatErrorCodec.inBody(bytes, from, to));
            return Verdict.STOP;
        }
        if (!readable) {
            fail(GatewayError.provider("The provider's stream holds an event that is no JSON object."));
            return Verdict.STOP;
        }
        return chunk(bytes);
    }

    private Verdict done() {
        if (!facts.chunkSeen()) {
            fail(GatewayError.provider("The provider's stream was empty."));
            return Verdict.STOP;
        }
        phase = Phase.COMPLETE;
        return Verdict.HOLD;
    }

    private Verdict chunk(byte[] bytes) {
        if (chunk.hasError()) {
            fail(OpenAiChatErrorCodec.inBody(bytes, chunk.errorStart, chunk.errorEnd));
            return Verdict.STOP;
        }
        facts.note(bytes, chunk);
        contentSeen |= chunk.content;
        if (facts.finished()) {
            phase = Phase.TAIL;
            return holdTail();
        }
        if (phase == Phase.PREAMBLE && !chunk.content && mayHold()) {
            return Verdict.HOLD;
        }
        phase = Phase.CONTENT;
        contentSeen = true;
        return Verdict.PASS;
    }

    private boolean mayHold() {
        preambleEvents++;
        return preambleEvents <= PREAMBLE_EVENTS_MAX
                && held.size() + events.end() - events.start() <= PREAMBLE_BYTES_MAX;
    }

    /** The first event of the tail may be a whole answer, so only what follows it is limited. */
    private Verdict holdTail() {
        if (tailEvents++ > 0 && held.size() + events.end() - events.start() > TAIL_BYTES_MAX) {
            fail(GatewayError.provider("The provider's stream goes on behind its end."));
            return Verdict.STOP;
        }
        return Verdict.HOLD;
    }

    private void startRaw(byte[] bytes) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream(bytes.length + 256);
        raw = answer;
        keepRaw(answer, bytes, 0, bytes.length);
    }

    private void keepRaw(ByteArrayOutputStream answer, byte[] bytes, int from, int to) {
        if (answer.size() + to - from > RAW_BYTES_MAX) {
            fail(noStream());
        } else {
            answer.write(bytes, from, to - from);
        }
    }

    private static GatewayError noStream() {
        return GatewayError.provider("The provider sent no event stream.");
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
        if (raw == null) {
            lastEvent();
        }
        if (isOver()) {
            return;
        }
        if (raw != null) {
            byte[] json = raw.toByteArray();
            fail(OpenAiChatErrorCodec.inAnswer(json).orElseGet(ChatStreamTap::noStream));
        } else if (phase == Phase.TAIL) {
            phase = Phase.COMPLETE;
        } else {
            fail(GatewayError.provider("The provider's stream broke off."));
        }
    }

    /** An event that the end of the source cut off counts if it is whole. */
    private void lastEvent() {
        if (!events.last()) {
            return;
        }
        Phase before = phase;
        boolean seenBefore = contentSeen;
        switch (event()) {
            case PASS -> contentSeen = seenBefore;
            case HOLD -> {
                if (phase == Phase.TAIL || phase == Phase.COMPLETE) {
                    held.write(events.buffer(), events.start(), events.end() - events.start());
                    held.write('\n');
                    held.write('\n');
                }
            }
            case DROP -> {
                // Nothing to keep.
            }
            case STOP -> {
                if (phase == Phase.FAILED && !chunk.hasError() && !events.named("error")) {
                    phase = before;
                    error = null;
                }
            }
        }
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public boolean contentSeen() {
        return contentSeen && (given || phase != Phase.FAILED);
    }

    @Override
    public @Nullable GatewayError error() {
        return error;
    }

    @Override
    public byte[] tail(GatewayUsage usage) {
        return new ChatTail(includeUsage, chunk.prefix()).write(held.toByteArray(), usage);
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
