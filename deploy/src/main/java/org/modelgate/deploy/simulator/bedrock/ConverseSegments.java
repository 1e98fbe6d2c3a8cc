package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Segment;
import org.modelgate.deploy.simulator.core.Segment.Mark;
import org.modelgate.deploy.simulator.core.TokenCounter;

/** What a Converse request costs to read, piece by piece: {@code TokenCounter.request(ConverseSegments.of(body))}. */
public final class ConverseSegments {

    private final List<Segment> segments = new ArrayList<>();

    private ConverseSegments() {}

    public static List<Segment> of(JsonNode body) {
        ConverseSegments all = new ConverseSegments();
        for (JsonNode tool : body.path("toolConfig").path("tools")) {
            all.add(Segment.BEFORE_MESSAGES, "tool", tool, toolTokens(tool.path("toolSpec")));
        }
        all.addBlocks(Segment.BEFORE_MESSAGES, "system", body.path("system"));
        JsonNode messages = body.path("messages");
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            all.addBlocks(i, message.path("role").asText(), message.path("content"));
        }
        return all.segments;
    }

    private void addBlocks(int message, String role, JsonNode blocks) {
        int overhead = TokenCounter.PER_MESSAGE;
        for (JsonNode block : blocks) {
            add(message, role, block, overhead + blockTokens(block));
            overhead = 0;
        }
    }

    /** A cache point is no segment of its own: it marks the one before. */
    private void add(int message, String kind, JsonNode node, int tokens) {
        if (!node.has("cachePoint")) {
            segments.add(new Segment(message, kind + node, tokens, Mark.NONE));
        } else if (!segments.isEmpty()) {
            boolean long1h = node.path("cachePoint").path("ttl").asText().equals("1h");
            Segment last = segments.removeLast();
            Mark mark = long1h ? Mark.ONE_HOUR : Mark.FIVE_MINUTES;
            segments.add(new Segment(last.message(), last.material(), last.tokens(), mark));
        }
    }

    private static int toolTokens(JsonNode spec) {
        return TokenCounter.PER_TOOL
                + TokenCounter.text(spec.path("name").asText())
                + TokenCounter.text(spec.path("description").asText())
                + TokenCounter.text(spec.path("inputSchema").path("json").toString());
    }

    private static int blockTokens(JsonNode block) {
        if (block.has("text")) {
            return TokenCounter.text(block.path("text").asText());
        }
        if (block.has("json")) {
            return TokenCounter.text(block.path("json").toString());
        }
        if (block.has("toolUse")) {
            JsonNode call = block.path("toolUse");
            return TokenCounter.call(
                    call.path("name").asText(), call.path("input").toString());
        }
        if (block.has("toolResult")) {
            int tokens = TokenCounter.PER_CALL;
            for (JsonNode part : block.path("toolResult").path("content")) {
                tokens += blockTokens(part);
            }
            return tokens;
        }
        if (block.has("reasoningContent")) {
            return TokenCounter.text(block.path("reasoningContent")
                    .path("reasoningText")
                    .path("text")
                    .asText());
        }
        return TokenCounter.PER_ATTACHMENT;
    }
}
