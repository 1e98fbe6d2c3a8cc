package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;

/** Bytes that wait for window at the writing end, whose owner bounds them. */
final class Backlog {
    private final ArrayDeque<Buffer> parts = new ArrayDeque<>(4);
    private long bytes;

    long bytes() {
        return bytes;
    }

    void add(Buffer part) {
        parts.add(part);
        bytes += part.length();
    }

    void clear() {
        parts.clear();
        bytes = 0;
    }

    /** The next bytes, {@code max} at most: small parts together, a large one in pieces. There must be some. */
    Buffer next(int max) {
        Buffer next = parts.remove();
        int length = next.length();
        if (length > max) {
            parts.addFirst(next.slice(max, length));
            next = next.slice(0, max);
        } else {
            next = gather(next, max);
        }
        bytes -= next.length();
        return next;
    }

    private Buffer gather(Buffer first, int max) {
        Buffer next = parts.peek();
        if (next == null || first.length() + next.length() > max) {
            return first;
        }
        Buffer together = Buffer.buffer(max).appendBuffer(first);
        while (next != null && together.length() + next.length() <= max) {
            together.appendBuffer(next);
            parts.remove();
            next = parts.peek();
        }
        return together;
    }
}
