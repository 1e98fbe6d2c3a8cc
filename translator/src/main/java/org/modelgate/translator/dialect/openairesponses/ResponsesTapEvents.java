package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.JsonTree;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.SseEncoder;
import org.modelgate.translator.framing.SseScanner;
import org.modelgate.translator.openai.TapEvents;

/**
 * Events of a Responses stream for its tap. What comes before the first delta may be held; one terminal event ends the answer and
 * holds its usage.
 */
final class ResponsesTapEvents implements TapEvents {
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
    private static final GatewayError BROKEN = GatewayError.provider("The provider reported an error.");

    private final EventScan event = new EventScan();
    private final ResponseScan response = new ResponseScan();
    private final JsonCursor item = new JsonCursor();
    private final KeptOutput kept = new KeptOutput();
    private GatewayError error = BROKEN;
    private boolean content;
    private boolean ended;
    private @Nullable Usage usage;
    private long textBytes;
    private long itemBytes;
    private @Nullable String upstreamId;

    @Override
    public Kind look(SseScanner events) {
        content = false;
        if (JsonBytes.startsWith(events.buffer(), events.dataStart(), events.dataEnd(), DONE)) {
            // Not of this dialect, and no end of it.
            return Kind.START_UP;
        }
        EventScan.Type type = event.scan(events);
        kept.event();
        return switch (type) {
            case DELTA -> {
                kept.delta(event);
                int length = JsonBytes.utf8Length(event.bytes, event.deltaStart, event.deltaEnd);
                textBytes += length;
                itemBytes += length;
                content = true;
                yield Kind.CONTENT;
            }
            case ITEM_DONE -> itemDone();
            case ITEM_ADDED -> {
                kept.itemAdded(event);
                yield Kind.START_UP;
            }
            case PART_ADDED -> {
                kept.partAdded(event);
                yield Kind.START_UP;
            }
            case PART_DONE -> {
                kept.partDone(event);
                yield Kind.START_UP;
            }
            case ANNOTATION -> {
                kept.annotation(event);
                yield Kind.START_UP;
            }
            case CREATED -> {
                kept.created(event);
                response.scan(event.bytes, event.responseStart, event.responseEnd);
                upstreamId = upstreamId == null ? response.id : upstreamId;
                yield Kind.START_UP;
            }
            case TERMINAL -> terminal();
            case FAILED -> failed();
            case ERROR ->
                fail(Kind.ERROR, ResponsesErrorCodec.inAnswer(events.data()).orElse(BROKEN));
            case OTHER -> Kind.START_UP;
            case UNREADABLE ->
                fail(
                        Kind.GARBAGE,
                        GatewayError.provider("The provider's stream holds an event that is no JSON object."));
        };
    }

    /** An item may come whole, without deltas. */
    private Kind itemDone() {
        kept.itemDone(event);
        if (itemBytes == 0) {
            item.reset(event.bytes, event.itemStart, event.itemEnd);
            textBytes += OutputMeter.bytes(item);
        }
        itemBytes = 0;
        content = true;
        return Kind.CONTENT;
    }

    private Kind terminal() {
        response.scan(event.bytes, event.responseStart, event.responseEnd);
        if (response.failed) {
            return failed();
        }
        ended = true;
        usage = response.usage();
        upstreamId = upstreamId == null ? response.id : upstreamId;
        content = response.filled;
        textBytes = textBytes == 0 ? response.textBytes : textBytes;
        return Kind.WHOLE;
    }

    private Kind failed() {
        return fail(
                Kind.ERROR,
                ResponsesErrorCodec.ofResponse(JsonTree.of(event.bytes, event.responseStart, event.responseEnd)));
    }

    private Kind fail(Kind kind, GatewayError cause) {
        error = cause;
        return kind;
    }

    @Override
    public boolean content() {
        return content;
    }

    @Override
    public GatewayError error() {
        return error;
    }

    @Override
    public boolean endIsEnough() {
        return false;
    }

    @Override
    public byte[] tail(byte[] held, GatewayUsage charge) {
        SseScanner events = new SseScanner();
        events.feed(held);
        while (events.next()) {
            if (events.dataLines() > 0 && event.scan(events) == EventScan.Type.TERMINAL) {
                return charged(held, events, GatewayUsageJson.member(charge));
            }
        }
        return held;
    }

    @Override
    public byte[] cut(Usage used, GatewayUsage usage) {
        return kept.cut(used, usage);
    }

    private byte[] charged(byte[] held, SseScanner terminal, byte[] member) {
        if (terminal.dataLines() == 1) {
            return Splices.withMember(held, event.responseStart, event.responseEnd, member);
        }
        byte[] data = Splices.withMember(event.bytes, event.responseStart, event.responseEnd, member);
        byte[] lines = new String(data, UTF_8).replace('\n', ' ').getBytes(UTF_8);
        byte[] before = Arrays.copyOf(held, terminal.start());
        byte[] written = SseEncoder.event("response.completed", lines);
        byte[] out = Arrays.copyOf(before, before.length + written.length);
        System.arraycopy(written, 0, out, before.length, written.length);
        return out;
    }

    @Override
    public @Nullable Usage usage() {
        return usage;
    }

    @Override
    public boolean usageFinal() {
        return ended && usage != null;
    }

    @Override
    public long textBytes() {
        return textBytes;
    }

    @Override
    public @Nullable String upstreamId() {
        return upstreamId;
    }
}
