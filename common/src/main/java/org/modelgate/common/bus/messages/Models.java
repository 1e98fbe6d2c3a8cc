package org.modelgate.common.bus.messages;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/** The models that clients may ask for, in the configuration's order. */
public record Models(List<Entry> models) implements BusMessage {
    /**
     * @param ownedBy provider type of its first target
     * @param createdSeconds Unix time for the OpenAI shape
     * @param maxInputTokens context window, if known
     * @param inputPrice USD per million tokens as configured, like the prices that follow
     * @param capabilities {@code tools, images, documents, audio, reasoning, structured, caching, search}, as far as known
     */
    public record Entry(
            String id,
            List<String> aliases,
            String ownedBy,
            long createdSeconds,
            @Nullable Long maxInputTokens,
            @Nullable Long maxOutputTokens,
            @Nullable BigDecimal inputPrice,
            @Nullable BigDecimal outputPrice,
            @Nullable BigDecimal cacheReadPrice,
            @Nullable BigDecimal cacheWrite5mPrice,
            @Nullable BigDecimal cacheWrite1hPrice,
            List<String> capabilities) {

        /** An older node sends no capabilities. */
        public Entry {
            capabilities = List.copyOf(Objects.requireNonNullElse(capabilities, List.of()));
        }

        /** One of which no capability is known. */
        public Entry(
                String id,
                List<String> aliases,
                String ownedBy,
                long createdSeconds,
                @Nullable Long maxInputTokens,
                @Nullable Long maxOutputTokens,
                @Nullable BigDecimal inputPrice,
                @Nullable BigDecimal outputPrice,
                @Nullable BigDecimal cacheReadPrice,
                @Nullable BigDecimal cacheWrite5mPrice,
                @Nullable BigDecimal cacheWrite1hPrice) {
            this(
                    id,
                    aliases,
                    ownedBy,
                    createdSeconds,
                    maxInputTokens,
                    maxOutputTokens,
                    inputPrice,
                    outputPrice,
                    cacheReadPrice,
                    cacheWrite5mPrice,
                    cacheWrite1hPrice,
                    List.of());
        }
    }
}
