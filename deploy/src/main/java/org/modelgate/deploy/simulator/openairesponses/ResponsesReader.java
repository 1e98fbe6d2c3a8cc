package org.modelgate.deploy.simulator.openairesponses;

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
import org.modelgate.deploy.simulator.openai.DataUrls;
import org.modelgate.deploy.simulator.openai.OpenAiModels;

/** Understands a checked request. */
final class ResponsesReader {

    private ResponsesReader() {}

    static Prompt prompt(ResponsesRequest request) {
        JsonNode body = request.body();
        return new Prompt(
                request.model(),
                body.path("stream").asBoolean(),
                true,
                body.path("max_output_tokens").asInt(Integer.MAX_VALUE),
                List.of(),
                offer(body),
                thinking(request),
                format(body.path("text").path("format")),
                turn(request),
                ResponsesSegments.of(body));
    }

    private static Prompt.Thinking thinking(ResponsesRequest request) {
        JsonNode reasoning = request.body().path("reasoning");
        boolean told = reasoning.hasNonNull("effort");
        boolean thinks = told
                ? !reasoning.path("effort").asText().equals("none")
                : reasoning.hasNonNull("summary") || OpenAiModels.reasons(request.model());
        if (!thinks) {
            return Prompt.Thinking.OFF;
        }
        Prompt.Thinking.Mode mode =
                reasoning.hasNonNull("summary") ? Prompt.Thinking.Mode.SHOWN : Prompt.Thinking.Mode.HIDDEN;
        return new Prompt.Thinking(mode, Integer.MAX_VALUE);
    }

    private static @Nullable JsonNode format(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("schema");
            case "json_object" -> {
                ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
                schema.putObject("properties").putObject("answer").put("type", "string");
                yield schema;
            }
            default -> null;
        };
    }

    /** All that users and tools said since the model last spoke. */
    private static Prompt.Turn turn(ResponsesRequest request) {
        List<JsonNode> items = request.items();
        int start = items.size();
        while (start > 0 && !ResponsesRequest.isModels(items.get(start - 1))) {
            start--;
        }
        List<String> texts = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<Prompt.Attachment> attachments = new ArrayList<>();
        for (JsonNode item : items.subList(start, items.size())) {
            String type = ResponsesRequest.type(item);
            if (type.endsWith("_output")) {
                results.add(ResponsesRequest.text(item.path("output")));
                attach(attachments, item.path("output"));
            } else if (item.path("role").asText().equals("user")) {
                texts.add(ResponsesRequest.text(item.path("content")));
                attach(attachments, item.path("content"));
            }
        }
        return new Prompt.Turn(String.join("\n", texts), attachments, results);
    }

    private static void attach(List<Prompt.Attachment> found, JsonNode content) {
        for (JsonNode part : ResponsesRequest.parts(content)) {
            switch (part.path("type").asText()) {
                case "input_image" -> found.add(DataUrls.attachment("image", first(part, "image_url", "file_id")));
                case "input_file" ->
                    found.add(DataUrls.attachment("document", first(part, "file_data", "file_url", "file_id")));
                case "input_audio" -> {
                    JsonNode audio = part.path("input_audio");
                    found.add(new Prompt.Attachment(
                            "audio",
                            "audio/" + audio.path("format").asText(),
                            DataUrls.decodedLength(audio.path("data").asText())));
                }
                default -> {}
            }
        }
    }

    private static String first(JsonNode part, String... names) {
        for (String name : names) {
            if (part.hasNonNull(name)) {
                return part.path(name).asText();
            }
        }
        return "";
    }

    private static Prompt.Offer offer(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        Set<String> allowed = StreamSupport.stream(choice.path("tools").spliterator(), false)
                .map(tool -> tool.path("name").asText())
                .collect(Collectors.toSet());
        ToolList list = ToolList.of(body);
        List<Prompt.Tool> tools = list.entries().stream()
                .filter(entry -> allowed.isEmpty() || allowed.contains(entry.name()))
                .map(ResponsesReader::tool)
                .toList();
        if (tools.isEmpty()) {
            return Prompt.Offer.NOTHING;
        }
        return new Prompt.Offer(
                tools, choice(choice, list), body.path("parallel_tool_calls").asBoolean(true));
    }

    private static Prompt.Tool tool(ToolList.Entry entry) {
        String description = entry.node().path("description").asText();
        JsonNode parameters = entry.node().path("parameters");
        JsonNode schema = parameters.isObject() ? parameters : JsonNodeFactory.instance.missingNode();
        return new Prompt.Tool(entry.key(), description, schema, entry.custom());
    }

    private static Prompt.Choice choice(JsonNode choice, ToolList list) {
        String type = choice.path("type").asText();
        if (type.equals("function") || type.equals("custom")) {
            return list.chosen(choice)
                    .<Prompt.Choice>map(entry -> new Prompt.Choice.Named(entry.key()))
                    .orElseGet(Prompt.Choice.Auto::new);
        }
        return switch (choice.isTextual()
                ? choice.asText()
                : choice.path("mode").asText()) {
            case "none" -> new Prompt.Choice.None();
            case "required" -> new Prompt.Choice.Any();
            default -> new Prompt.Choice.Auto();
        };
    }
}
