package org.modelgate.deploy.simulator.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer before any dialect has put it into words of its own.
 *
 * @param id stable digits to build message ids from
 * @param stopSequence the one that matched, when that is why it stopped
 */
public record Reply(
        String id, List<Block> blocks, Stop stop, @Nullable String stopSequence, Usage usage) {

    public enum Stop {
        END,
        MAX_TOKENS,
        STOP_SEQUENCE,
        TOOL_CALLS,
        /** The vendor paused within the answer and goes on when it is sent back. */
        PAUSE
    }

    public Reply {
        blocks = List.copyOf(blocks);
    }
}
