package org.modelgate.translator.dialect.openairesponses;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.framing.JsonCursor;

/**
 * What the client of a streamed response has got: its end repeats all of it, and the gateway may have to write that end. Bytes are kept
 * as they came and only read then. Bounded: of a longer answer the end has no output.
 */
final class KeptOutput {
    private static final int BYTES_MAX = 1024 * 1024;
    /** Instructions and tools that the response repeats may be large; a client knows them. */
    private static final int MEMBER_BYTES_MAX = 2048;

    private static final byte[] NONE = {};

    private final JsonCursor json = new JsonCursor();
    private final TreeMap<Integer, KeptItem> open = new TreeMap<>();
    private final TreeMap<Integer, byte[]> items = new TreeMap<>();
    private byte[] response = NONE;
    private byte[] head = NONE;
    private long events;
    private long bytes;
    private boolean lost;

    /** An event with data came. */
    void event() {
        events++;
    }

    void created(EventScan event) {
        head = Arrays.copyOfRange(
                event.bytes, event.from, Math.min(event.responseStart, event.from + MEMBER_BYTES_MAX));
        response = small(event.bytes, event.responseStart, event.responseEnd);
        events = 1;
    }

    /** The object without its large members. */
    private byte[] small(byte[] source, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        json.reset(source, from, to);
        json.take('{');
        for (boolean more = json.member(true); more; more = json.member(false)) {
            int start = json.memberStart();
            json.skip();
            if (!json.bad && json.i - start <= MEMBER_BYTES_MAX) {
                out.write(out.size() == 0 ? '{' : ',');
                out.write(source, start, json.i - start);
            }
        }
        if (out.size() > 0) {
            out.write('}');
        }
        return out.toByteArray();
    }

    void itemAdded(EventScan event) {
        byte[] kept = kept(event.bytes, event.from, event.to);
        if (!lost) {
            open.put(event.outputIndex, new KeptItem(kept));
        }
    }

    void partAdded(EventScan event) {
        KeptItem item = item(event);
        if (item != null) {
            item.partAdded(kept(event.bytes, event.from, event.to));
        }
    }

    void partDone(EventScan event) {
        KeptItem item = item(event);
        if (item != null) {
            item.partDone(kept(event.bytes, event.partStart, event.partEnd));
        }
    }

    void annotation(EventScan event) {
        KeptItem item = item(event);
        if (item != null) {
            item.annotation(kept(event.bytes, event.annotationStart, event.annotationEnd));
        }
    }

    void delta(EventScan event) {
        KeptItem item = item(event);
        if (item != null && fits(event.deltaEnd - event.deltaStart)) {
            item.delta(event);
        }
    }

    void itemDone(EventScan event) {
        open.remove(event.outputIndex);
        byte[] kept = kept(event.bytes, event.itemStart, event.itemEnd);
        if (!lost) {
            items.put(event.outputIndex, kept);
        }
    }

    private @Nullable KeptItem item(EventScan event) {
        return open.get(event.outputIndex);
    }

    private byte[] kept(byte[] source, int from, int to) {
        return fits(to - from) ? Arrays.copyOfRange(source, from, to) : NONE;
    }

    private boolean fits(int length) {
        bytes += length;
        if (bytes > BYTES_MAX) {
            lost = true;
            items.clear();
            open.clear();
        }
        return !lost;
    }

    /** The events that end the response here, as at its cap. */
    byte[] cut(Usage used, GatewayUsage usage) {
        CutResponse cut = new CutResponse(head, events);
        items.forEach(cut::whole);
        open.forEach(cut::close);
        return cut.end(response, used, usage);
    }
}
