package org.modelgate.translator.dialect.anthropic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;

/** Blocks that wait until the open tool call is finished, in the order of their first event. */
final class WaitingBlocks {
    private static final int EVENTS_MAX = 100_000;
    private static final long CHARS_MAX = 8L * 1024 * 1024;

    record Block(int key, OpenBlock.Kind kind, List<StreamEvent> events) {}

    private record Id(int key, OpenBlock.Kind kind) {}

    private final Map<Id, Block> blocks = new LinkedHashMap<>();
    private int events;
    private long chars;

    void add(int key, OpenBlock.Kind kind, StreamEvent event) {
        chars += length(event);
        if (++events > EVENTS_MAX || chars > CHARS_MAX) {
            throw GatewayError.provider("the provider's parallel tool calls are too long")
                    .asException();
        }
        blocks.computeIfAbsent(new Id(key, kind), id -> new Block(key, kind, new ArrayList<>()))
                .events()
                .add(event);
    }

    /** The source closed a block that waits. */
    void end(int key) {
        for (Block block : blocks.values()) {
            if (block.key() == key) {
                block.events().add(new StreamEvent.BlockEnd(key));
            }
        }
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Takes the oldest block out; there must be one. */
    Block poll() {
        Map.Entry<Id, Block> first = blocks.entrySet().iterator().next();
        blocks.remove(first.getKey());
        return first.getValue();
    }

    private static long length(StreamEvent event) {
        return switch (event) {
            case StreamEvent.Text e -> e.text().length();
            case StreamEvent.Thinking e -> e.text().length();
            case StreamEvent.ToolCallArguments e -> e.fragment().length();
            case StreamEvent.Opaque e -> e.json().length();
            default -> 64;
        };
    }
}
