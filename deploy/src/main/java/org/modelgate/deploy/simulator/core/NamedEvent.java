package org.modelgate.deploy.simulator.core;

import java.util.function.Supplier;

/**
 * An event before it is framed, for a dialect that goes over the wire in more than one framing.
 *
 * @param data JSON, put together when it is sent
 * @param outputTokens as in {@link Event}
 */
public record NamedEvent(String name, Supplier<String> data, int outputTokens) {

    public Event sse() {
        return Event.named(name, data, outputTokens);
    }
}
