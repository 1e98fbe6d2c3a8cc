package org.modelgate.common.bus.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/**
 * How the targets are, as one router node knows it.
 *
 * @param node its name on the bus
 * @param targets by name
 */
public record ProviderHealth(String node, List<Entry> targets) implements BusMessage {
    /**
     * @param target provider, region and model
     * @param state {@code closed, doubted} (another node says it isn't well), {@code open, half-open}
     * @param reason {@code failures, share, denied, limited}; null if closed
     * @param openForMillis rest of the time in which it isn't chosen
     * @param openings since the node started
     * @param attempts whose outcome became known within the breaker's window
     * @param failures of these
     * @param repeated attempts within the window that took from the retry budget
     * @param latencyMillis average time to the first content; of whole answers if there were no streams
     * @param latencyP95Millis 95th percentile of the time to the first content of streams
     * @param tokensPerSecond average of output tokens
     */
    public record Entry(
            String target,
            String state,
            @Nullable String reason,
            long openForMillis,
            int openings,
            int attempts,
            int failures,
            int repeated,
            @Nullable Long latencyMillis,
            @Nullable Long latencyP95Millis,
            @Nullable Long tokensPerSecond) {}
}
