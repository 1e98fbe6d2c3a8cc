package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** An item of a streamed response whose end hasn't come, as the client got it: bytes of its events, unread. */
final class KeptItem {
    private static final byte[] NONE = {};

    private final byte[] added;
    private final List<byte[]> parts = new ArrayList<>(1);
    private final List<byte[]> annotations = new ArrayList<>(0);
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private byte[] partAdded = NONE;
    private byte[] deltaType = NONE;

    /** @param added the event that added it */
    KeptItem(byte[] added) {
        this.added = added;
    }

    void partAdded(byte[] event) {
        forgetPart();
        partAdded = event;
    }

    void partDone(byte[] part) {
        parts.add(part);
        forgetPart();
    }

    void annotation(byte[] annotation) {
        annotations.add(annotation);
    }

    void delta(EventScan event) {
        if (deltaType.length == 0) {
            deltaType = event.type();
        }
        text.write(event.bytes, event.deltaStart, event.deltaEnd - event.deltaStart);
    }

    private void forgetPart() {
        text.reset();
        annotations.clear();
        partAdded = NONE;
        deltaType = NONE;
    }

    byte[] added() {
        return added;
    }

    /** The event that added the open part, empty if none is open. */
    byte[] openPart() {
        return partAdded;
    }

    /** Type of the deltas since then, empty if there were none. */
    String deltaType() {
        return new String(deltaType, UTF_8);
    }

    /** Text of the deltas as the inside of a JSON string. */
    String escaped() {
        return text.toString(UTF_8);
    }

    /** Parts that are whole. */
    List<String> parts() {
        return strings(parts);
    }

    /** Of the open part. */
    List<String> annotations() {
        return strings(annotations);
    }

    private static List<String> strings(List<byte[]> all) {
        return new ArrayList<>(
                all.stream().map(bytes -> new String(bytes, UTF_8)).toList());
    }
}
