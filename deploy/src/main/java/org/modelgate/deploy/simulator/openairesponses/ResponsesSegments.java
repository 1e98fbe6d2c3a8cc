package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Segment;
import org.modelgate.deploy.simulator.core.Segment.Mark;
import org.modelgate.deploy.simulator.core.TokenCounter;

/** What a request costs to read, piece by piece: {@code TokenCounter.request(ResponsesSegments.of(body))}. */
public final class ResponsesSegments {

    private ResponsesSegments() {}

    public static List<Segment> of(JsonNode body) {
        List<Segment> segments = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            segments.add(new Segment(Segment.BEFORE_MESSAGES, tool.toString(), toolTokens(tool), Mark.NONE));
        }
        String instructions = body.path("instructions").asText("");
        if (!instructions.isEmpty() && body.hasNonNull("instructions")) {
            int tokens = TokenCounter.PER_MESSAGE + TokenCounter.text(instructions);
            segments.add(new Segment(Segment.BEFORE_MESSAGES, instructions, tokens, Mark.IMPLICIT));
        }
        List<JsonNode> items = ResponsesRequest.items(body);
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            segments.add(new Segment(i, item.toString(), itemTokens(item), Mark.IMPLICIT));
        }
        return segments;
    }

    private static int toolTokens(JsonNode tool) {
        int inner = 0;
        for (JsonNode part : tool.path("tools")) {
            inner += toolTokens(part);
        }
        JsonNode schema = tool.has("parameters") ? tool.path("parameters") : tool.path("format");
        return inner
                + TokenCounter.PER_TOOL
                + TokenCounter.text(tool.path("name").asText())
                + TokenCounter.text(tool.path("description").asText())
                + (schema.isMissingNode() ? 0 : TokenCounter.text(schema.toString()));
    }

    private static int itemTokens(JsonNode item) {
        return switch (ResponsesRequest.type(item)) {
            case "message" -> TokenCounter.PER_MESSAGE + contentTokens(item.path("content"));
            case "reasoning" -> {
                int tokens = 0;
                for (JsonNode part : item.path("summary")) {
                    tokens += TokenCounter.text(part.path("text").asText());
                }
                yield tokens;
            }
            case "function_call" -> callTokens(item, "arguments");
            case "custom_tool_call" -> callTokens(item, "input");
            case "function_call_output", "custom_tool_call_output" ->
                TokenCounter.PER_CALL + contentTokens(item.path("output"));
            case "additional_tools", "tool_search_output" -> {
                int tokens = 0;
                for (JsonNode tool : item.path("tools")) {
                    tokens += toolTokens(tool);
                }
                yield tokens;
            }
            default -> TokenCounter.text(item.toString());
        };
    }

    private static int callTokens(JsonNode call, String field) {
        String key = ToolList.Entry.key(
                call.path("namespace").asText(""), call.path("name").asText());
        return TokenCounter.call(key, call.path(field).asText());
    }

    private static int contentTokens(JsonNode content) {
        int tokens = 0;
        for (JsonNode part : ResponsesRequest.parts(content)) {
            tokens += switch (part.path("type").asText()) {
                case "input_text", "output_text" ->
                    TokenCounter.text(part.path("text").asText());
                case "refusal" -> TokenCounter.text(part.path("refusal").asText());
                default -> TokenCounter.PER_ATTACHMENT;
            };
        }
        return tokens;
    }
}
