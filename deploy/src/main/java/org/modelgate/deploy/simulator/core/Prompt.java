package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as the simulated model sees it, whatever dialect it came in.
 *
 * @param usageInStream whether a streamed answer reports usage
 * @param maxTokens {@link Integer#MAX_VALUE} when the client sets no limit
 * @param format schema that the text has to satisfy
 * @param segments all that is read, for counting, caching and binding
 */
public record Prompt(
        String model,
        boolean stream,
        boolean usageInStream,
        int maxTokens,
        List<String> stopSequences,
        Offer offer,
        Thinking thinking,
        @Nullable JsonNode format,
        Turn turn,
        List<Segment> segments) {

    public Prompt {
        stopSequences = List.copyOf(stopSequences);
        segments = List.copyOf(segments);
    }

    /**
     * What the client says last.
     *
     * @param pauses how often the vendor has paused within its answer to this; -1 where it can't
     */
    public record Turn(String text, List<Attachment> attachments, List<String> toolResults, int pauses) {
        /** Of a vendor that doesn't pause. */
        public Turn(String text, List<Attachment> attachments, List<String> toolResults) {
            this(text, attachments, toolResults, -1);
        }

        public Turn {
            attachments = List.copyOf(attachments);
            toolResults = List.copyOf(toolResults);
        }

        public Turn withText(String other) {
            return new Turn(other, attachments, toolResults, pauses);
        }
    }

    /** Something that is not text, in the last turn. */
    public record Attachment(String kind, String mediaType, int bytes) {}

    /** The tools on offer and how they may be used. */
    public record Offer(List<Tool> tools, Choice choice, boolean parallel) {
        public static final Offer NOTHING = new Offer(List.of(), new Choice.None(), false);

        public Offer {
            tools = List.copyOf(tools);
        }

        public boolean takesFreeText(String tool) {
            return tools.stream().anyMatch(t -> t.freeText() && t.name().equals(tool));
        }
    }

    /**
     * A tool on offer.
     *
     * @param schema a missing node when the tool has none
     * @param freeText whether it takes a text that is no JSON
     */
    public record Tool(String name, String description, JsonNode schema, boolean freeText) {
        public Tool(String name, String description, JsonNode schema) {
            this(name, description, schema, false);
        }
    }

    /** Whether a tool has to be called. */
    public sealed interface Choice {
        record Auto() implements Choice {}

        record None() implements Choice {}

        record Any() implements Choice {}

        record Named(String name) implements Choice {}
    }

    /** Whether to think, and the most tokens that it may take. */
    public record Thinking(Mode mode, int budget) {
        public static final Thinking OFF = new Thinking(Mode.OFF, 0);

        public enum Mode {
            OFF,
            SHOWN,
            HIDDEN
        }
    }

    public Prompt withText(String text) {
        return with(model, turn.withText(text));
    }

    /** The same under another name, as a cloud's answer has it. */
    public Prompt withModel(String name) {
        return with(name, turn);
    }

    private Prompt with(String name, Turn other) {
        return new Prompt(
                name, stream, usageInStream, maxTokens, stopSequences, offer, thinking, format, other, segments);
    }
}
