package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.Prompt;

/** Understands a checked chat request. */
final class ChatReader {

    private ChatReader() {}

    static Prompt prompt(ChatRequest request) {
        JsonNode body = request.body();
        int maxTokens =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(Integer.MAX_VALUE));
        return new Prompt(
                request.model(),
                body.path("stream").asBoolean(),
                body.path("stream_options").path("include_usage").asBoolean(),
                maxTokens,
                stops(body.path("stop")),
                offer(body),
                thinking(request),
                format(body.path("response_format")),
                turn(request),
                ChatSegments.of(body));
    }

    private static List<String> stops(JsonNode stop) {
        if (stop.isTextual()) {
            return List.of(stop.asText());
        }
        List<String> stops = new ArrayList<>();
        stop.forEach(one -> stops.add(one.asText()));
        return stops;
    }

    private static Prompt.Thinking thinking(ChatRequest request) {
        boolean asked = request.has("reasoning_effort")
                && !request.body().path("reasoning_effort").asText().equals("none");
        return asked ? new Prompt.Thinking(Prompt.Thinking.Mode.SHOWN, Integer.MAX_VALUE) : Prompt.Thinking.OFF;
    }

    private static @Nullable JsonNode format(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("json_schema").path("schema");
            case "json_object" -> {
                ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
                schema.putObject("properties").putObject("answer").put("type", "string");
                yield schema;
            }
            default -> null;
        };
    }

    /** All that users and tools said since the assistant last spoke. */
    private static Prompt.Turn turn(ChatRequest request) {
        int start = request.messages().size();
        while (start > 0 && !request.role(start - 1).equals("assistant")) {
            start--;
        }
        List<String> texts = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<Prompt.Attachment> attachments = new ArrayList<>();
        for (int i = start; i < request.messages().size(); i++) {
            JsonNode content = request.messages().path(i).path("content");
            switch (request.role(i)) {
                case "tool" -> results.add(ChatRequest.text(content));
                case "user" -> {
                    ChatRequest.parts(content).stream()
                            .filter(part -> part.path("type").asText().equals("text"))
                            .forEach(part -> texts.add(part.path("text").asText()));
                    attachments.addAll(ChatAttachments.of(content));
                }
                default -> {}
            }
        }
        return new Prompt.Turn(String.join("\n", texts), attachments, results);
    }

    private static Prompt.Offer offer(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        JsonNode allowed = choice.path("allowed_tools");
        Set<String> names = StreamSupport.stream(allowed.path("tools").spliterator(), false)
                .map(tool -> tool.path("function").path("name").asText())
                .collect(Collectors.toSet());
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            String kind = tool.path("type").asText();
            JsonNode own = tool.path(kind);
            String name = own.path("name").asText();
            if (names.isEmpty() || names.contains(name)) {
                String description = own.path("description").asText();
                tools.add(new Prompt.Tool(name, description, own.path("parameters"), kind.equals("custom")));
            }
        }
        if (tools.isEmpty()) {
            return Prompt.Offer.NOTHING;
        }
        return new Prompt.Offer(
                tools, choice(choice), body.path("parallel_tool_calls").asBoolean(true));
    }

    private static Prompt.Choice choice(JsonNode choice) {
        String word = choice.isTextual()
                ? choice.asText()
                : choice.path("allowed_tools").path("mode").asText();
        String type = choice.path("type").asText();
        if (type.equals("function") || type.equals("custom")) {
            return new Prompt.Choice.Named(choice.path(type).path("name").asText());
        }
        return switch (word) {
            case "none" -> new Prompt.Choice.None();
            case "required" -> new Prompt.Choice.Any();
            default -> new Prompt.Choice.Auto();
        };
    }
}
