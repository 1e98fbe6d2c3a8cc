package org.modelgate.deploy.simulator.core;

import io.vertx.core.buffer.Buffer;

/**
 * One event of a stream, framed for the wire.
 *
 * @param outputTokens that it delivers; those with none travel together with one that has some
 */
public record Event(Buffer bytes, int outputTokens) {

    /** A server-sent event with a name. */
    public static Event named(String name, String data, int outputTokens) {
        return new Event(Buffer.buffer("event: " + name + "\ndata: " + data + "\n\n"), outputTokens);
    }

    /** A server-sent event without a name. */
    public static Event data(String data, int outputTokens) {
        return new Event(Buffer.buffer("data: " + data + "\n\n"), outputTokens);
    }
}
