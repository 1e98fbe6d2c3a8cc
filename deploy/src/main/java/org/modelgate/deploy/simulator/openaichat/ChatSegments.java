package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Segment;
import org.modelgate.deploy.simulator.core.Segment.Mark;
import org.modelgate.deploy.simulator.core.TokenCounter;

/** What a chat request costs to read, piece by piece: {@code TokenCounter.request(ChatSegments.of(body))}. */
public final class ChatSegments {

    private ChatSegments() {}

    public static List<Segment> of(JsonNode body) {
        List<Segment> segments = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            segments.add(new Segment(Segment.BEFORE_MESSAGES, tool.toString(), toolTokens(tool), Mark.NONE));
        }
        JsonNode messages = body.path("messages");
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            segments.add(new Segment(i, message.toString(), messageTokens(message), Mark.IMPLICIT));
        }
        return segments;
    }

    private static int toolTokens(JsonNode tool) {
        JsonNode body = tool.path(tool.path("type").asText());
        JsonNode parameters = body.path(tool.has("custom") ? "format" : "parameters");
        return TokenCounter.PER_TOOL
                + TokenCounter.text(body.path("name").asText())
                + TokenCounter.text(body.path("description").asText())
                + (parameters.isMissingNode() ? 0 : TokenCounter.text(parameters.toString()));
    }

    private static int messageTokens(JsonNode message) {
        int tokens = TokenCounter.PER_MESSAGE;
        if (message.path("role").asText().equals("tool")) {
            tokens += TokenCounter.PER_CALL;
        }
        for (JsonNode part : ChatRequest.parts(message.path("content"))) {
            tokens += switch (part.path("type").asText()) {
                case "text" -> TokenCounter.text(part.path("text").asText());
                case "refusal" -> TokenCounter.text(part.path("refusal").asText());
                default -> TokenCounter.PER_ATTACHMENT;
            };
        }
        for (JsonNode call : message.path("tool_calls")) {
            String kind = call.has("custom") ? "custom" : "function";
            tokens += TokenCounter.call(
                    call.path(kind).path("name").asText(),
                    call.path(kind).path(ChatWriter.field(kind)).asText());
        }
        return tokens + TokenCounter.text(message.path("reasoning_content").asText());
    }
}
