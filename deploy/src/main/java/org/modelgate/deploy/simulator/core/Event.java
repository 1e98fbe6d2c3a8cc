package org.modelgate.deploy.simulator.core;

import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/**
 * One event of a stream. It is framed when it is sent: thousands of long streams that wait for their turn would fill the
 * memory with frames that differ in a few bytes.
 *
 * @param frame the bytes on the wire, the same each time
 * @param outputTokens that it delivers; those with none travel together with one that has some
 */
public record Event(Supplier<Buffer> frame, int outputTokens) {

    public static Event of(Buffer bytes, int outputTokens) {
        return new Event(() -> bytes, outputTokens);
    }

    /** A server-sent event with a name. */
    public static Event named(String name, String data, int outputTokens) {
        return of(framed(name, data), outputTokens);
    }

    /** A server-sent event with a name whose data is put together when it is sent. */
    public static Event named(String name, Supplier<String> data, int outputTokens) {
        return new Event(() -> framed(name, data.get()), outputTokens);
    }

    /** A server-sent event without a name. */
    public static Event data(String data, int outputTokens) {
        return of(framed(data), outputTokens);
    }

    /** A server-sent event without a name whose data is put together when it is sent. */
    public static Event data(Supplier<String> data, int outputTokens) {
        return new Event(() -> framed(data.get()), outputTokens);
    }

    public Buffer bytes() {
        return frame.get();
    }

    private static Buffer framed(String name, String data) {
        return Buffer.buffer("event: " + name + "\ndata: " + data + "\n\n");
    }

    private static Buffer framed(String data) {
        return Buffer.buffer("data: " + data + "\n\n");
    }
}
