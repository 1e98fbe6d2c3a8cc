package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Segment;
import org.modelgate.deploy.simulator.core.Segment.Mark;
import org.modelgate.deploy.simulator.core.TokenCounter;

/** What a Messages request costs to read, piece by piece: {@code TokenCounter.request(AnthropicSegments.of(body))}. */
public final class AnthropicSegments {

    private AnthropicSegments() {}

    public static List<Segment> of(JsonNode body) {
        List<Segment> segments = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            segments.add(segment(Segment.BEFORE_MESSAGES, "tool", tool, toolTokens(tool)));
        }
        addBlocks(segments, Segment.BEFORE_MESSAGES, "system", body.path("system"));
        JsonNode messages = body.path("messages");
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            addBlocks(segments, i, message.path("role").asText(), message.path("content"));
        }
        if (body.hasNonNull("cache_control") && !segments.isEmpty()) {
            Segment last = segments.removeLast();
            segments.add(new Segment(last.message(), last.material(), last.tokens(), mark(body)));
        }
        return segments;
    }

    private static void addBlocks(List<Segment> segments, int message, String role, JsonNode content) {
        int overhead = TokenCounter.PER_MESSAGE;
        for (JsonNode block : AnthropicRequest.blocks(content)) {
            segments.add(segment(message, role, block, overhead + blockTokens(block)));
            overhead = 0;
        }
    }

    private static Segment segment(int message, String kind, JsonNode node, int tokens) {
        return new Segment(message, kind + withoutMark(node), tokens, mark(node));
    }

    private static JsonNode withoutMark(JsonNode node) {
        if (!(node instanceof ObjectNode object) || !object.has("cache_control")) {
            return node;
        }
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        copy.remove("cache_control");
        return copy;
    }

    private static Mark mark(JsonNode node) {
        if (!node.hasNonNull("cache_control")) {
            return Mark.NONE;
        }
        return node.path("cache_control").path("ttl").asText().equals("1h") ? Mark.ONE_HOUR : Mark.FIVE_MINUTES;
    }

    private static int toolTokens(JsonNode tool) {
        JsonNode schema = tool.path("input_schema");
        return TokenCounter.PER_TOOL
                + TokenCounter.text(tool.path("name").asText())
                + TokenCounter.text(tool.path("description").asText())
                + (schema.isMissingNode() ? 0 : TokenCounter.text(schema.toString()));
    }

    private static int blockTokens(JsonNode block) {
        return switch (AnthropicRequest.type(block)) {
            case "text" -> TokenCounter.text(block.path("text").asText());
            case "thinking" -> TokenCounter.text(block.path("thinking").asText());
            case "redacted_thinking" -> TokenCounter.text(block.path("data").asText());
            case "tool_use" ->
                TokenCounter.call(
                        block.path("name").asText(), block.path("input").toString());
            case "tool_result" -> TokenCounter.PER_CALL + contentTokens(block.path("content"));
            case "search_result" -> contentTokens(block.path("content"));
            case "image" -> TokenCounter.PER_ATTACHMENT;
            case "document" -> documentTokens(block);
            default -> TokenCounter.text(block.toString());
        };
    }

    private static int contentTokens(JsonNode content) {
        return AnthropicRequest.blocks(content).stream()
                .mapToInt(AnthropicSegments::blockTokens)
                .sum();
    }

    private static int documentTokens(JsonNode block) {
        JsonNode source = block.path("source");
        return switch (AnthropicRequest.type(source)) {
            case "text" -> TokenCounter.text(source.path("data").asText());
            case "content" -> contentTokens(source.path("content"));
            default -> TokenCounter.PER_ATTACHMENT;
        };
    }
}
