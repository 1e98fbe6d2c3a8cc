package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.SseScanner;

/**
 * Finds the type of an event and where its members lie, in one pass that ends at the text of a delta. The type stands in the data;
 * the event's name is only asked where it doesn't. One instance per stream.
 */
final class EventScan {
    enum Type {
        DELTA,
        CREATED,
        ITEM_ADDED,
        /** A part of an item, of its content or its summary. */
        PART_ADDED,
        PART_DONE,
        ANNOTATION,
        ITEM_DONE,
        /** Completed or incomplete. */
        TERMINAL,
        FAILED,
        ERROR,
        OTHER,
        /** No JSON object. */
        UNREADABLE
    }

    private static final byte[] TYPE = ascii("type");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] RESPONSE = ascii("response");
    private static final byte[] ITEM = ascii("item");
    private static final byte[] PART = ascii("part");
    private static final byte[] ANNOTATION = ascii("annotation");
    private static final byte[] OUTPUT_INDEX = ascii("output_index");
    private static final byte[] ERROR_MEMBER = ascii("error");

    private static final byte[] DELTA_END = ascii(".delta");
    private static final byte[] CREATED = ascii("response.created");
    private static final byte[] ITEM_ADDED = ascii("response.output_item.added");
    private static final byte[] PART_ADDED_END = ascii("_part.added");
    private static final byte[] PART_DONE_END = ascii("_part.done");
    private static final byte[] ITEM_DONE = ascii("response.output_item.done");
    private static final byte[] COMPLETED = ascii("response.completed");
    private static final byte[] INCOMPLETE = ascii("response.incomplete");
    private static final byte[] FAILED = ascii("response.failed");
    private static final byte[] CANCELLED = ascii("response.cancelled");
    private static final byte[] ERROR = ascii("error");

    private final JsonCursor json = new JsonCursor();
    private int typeStart;
    private int typeEnd;
    private boolean hasError;

    /** What the positions point into. */
    byte[] bytes = new byte[0];

    /** The event's data. */
    int from;

    int to;

    /** The text of a delta, without its quotes. */
    int deltaStart;

    int deltaEnd;
    /** The response object. */
    int responseStart;

    int responseEnd;
    /** The item object. */
    int itemStart;

    int itemEnd;
    /** The part object. */
    int partStart;

    int partEnd;

    int annotationStart;
    int annotationEnd;

    /** The item's place; 0 if the event doesn't say it in front of its delta. */
    int outputIndex;

    Type scan(SseScanner event) {
        bytes = event.dataLines() == 1 ? event.buffer() : event.data();
        from = event.dataLines() == 1 ? event.dataStart() : 0;
        to = event.dataLines() == 1 ? event.dataEnd() : bytes.length;
        json.reset(bytes, from, to);
        typeStart = typeEnd =
                deltaStart = deltaEnd = responseStart = responseEnd = itemStart = itemEnd = partStart = partEnd = 0;
        annotationStart = annotationEnd = outputIndex = 0;
        hasError = false;
        json.space();
        if (!json.take('{')) {
            return Type.UNREADABLE;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (member() && deltaEnd > 0) {
                return Type.DELTA;
            }
        }
        json.space();
        return json.bad || json.i != json.end ? Type.UNREADABLE : type(event);
    }

    /** @return whether the event is known to be a delta */
    private boolean member() {
        int start = json.i;
        boolean string = json.peek() == '"';
        if (json.key(ERROR_MEMBER)) {
            hasError = json.filled();
            return false;
        }
        boolean type = json.key(TYPE);
        boolean delta = json.key(DELTA);
        boolean response = json.key(RESPONSE);
        boolean item = json.key(ITEM);
        boolean part = json.key(PART);
        boolean annotation = json.key(ANNOTATION);
        if (json.key(OUTPUT_INDEX)) {
            outputIndex = json.number(0);
            return false;
        }
        json.skip();
        if (type && string) {
            typeStart = start + 1;
            typeEnd = json.i - 1;
        } else if (delta && string && !json.bad) {
            deltaStart = start + 1;
            deltaEnd = json.i - 1;
        } else if (response) {
            responseStart = start;
            responseEnd = json.i;
        } else if (item) {
            itemStart = start;
            itemEnd = json.i;
        } else if (part) {
            partStart = start;
            partEnd = json.i;
        } else if (annotation) {
            annotationStart = start;
            annotationEnd = json.i;
        }
        return isDelta();
    }

    private boolean isDelta() {
        return endsIn(DELTA_END);
    }

    private boolean endsIn(byte[] end) {
        int length = typeEnd - typeStart;
        return length > end.length && JsonBytes.equal(bytes, typeEnd - end.length, typeEnd, end);
    }

    /** The event's type as its data says it. */
    byte[] type() {
        return Arrays.copyOfRange(bytes, typeStart, typeEnd);
    }

    private Type type(SseScanner event) {
        if (isDelta()) {
            return Type.DELTA;
        }
        if (is(event, COMPLETED, "response.completed") || is(event, INCOMPLETE, "response.incomplete")) {
            return Type.TERMINAL;
        }
        if (is(event, ITEM_DONE, "response.output_item.done")) {
            return Type.ITEM_DONE;
        }
        if (is(event, ITEM_ADDED, "response.output_item.added")) {
            return Type.ITEM_ADDED;
        }
        if (partEnd > 0 && endsIn(PART_ADDED_END)) {
            return Type.PART_ADDED;
        }
        if (partEnd > 0 && endsIn(PART_DONE_END)) {
            return Type.PART_DONE;
        }
        if (annotationEnd > 0) {
            return Type.ANNOTATION;
        }
        if (is(event, CREATED, "response.created")) {
            return Type.CREATED;
        }
        if (is(event, FAILED, "response.failed") || is(event, CANCELLED, "response.cancelled")) {
            return Type.FAILED;
        }
        return is(event, ERROR, "error") || (hasError && typeEnd == 0) ? Type.ERROR : Type.OTHER;
    }

    private boolean is(SseScanner event, byte[] type, String name) {
        return typeEnd > 0 ? JsonBytes.equal(bytes, typeStart, typeEnd, type) : event.named(name);
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
