package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.Prompt;

/** Understands a checked Converse request. */
final class ConverseReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConverseReader() {}

    static Prompt prompt(ConverseRequest request) {
        JsonNode body = request.body();
        JsonNode config = body.path("inferenceConfig");
        List<String> stops = new ArrayList<>();
        config.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
        return new Prompt(
                request.path().model(),
                request.path().streams(),
                true,
                config.path("maxTokens").asInt(Integer.MAX_VALUE),
                stops,
                offer(request),
                thinking(body.path("additionalModelRequestFields")),
                format(body.path("outputConfig").path("textFormat")),
                turn(request),
                ConverseSegments.of(body));
    }

    /** Each vendor has its own word for it. */
    private static Prompt.Thinking thinking(JsonNode fields) {
        JsonNode claude = fields.path("thinking");
        String type = claude.path("type")
                .asText(fields.path("reasoningConfig").path("type").asText("disabled"));
        boolean effort = !fields.path("reasoning_effort").asText("none").equals("none");
        if (type.equals("disabled") && !effort) {
            return Prompt.Thinking.OFF;
        }
        boolean omitted = claude.path("display").asText().equals("omitted");
        return new Prompt.Thinking(
                omitted ? Prompt.Thinking.Mode.HIDDEN : Prompt.Thinking.Mode.SHOWN,
                claude.path("budget_tokens").asInt(Integer.MAX_VALUE));
    }

    private static @Nullable JsonNode format(JsonNode format) {
        if (format.isMissingNode()) {
            return null;
        }
        String schema =
                format.path("structure").path("jsonSchema").path("schema").asText();
        try {
            return JSON.readTree(schema);
        } catch (JsonProcessingException noSchema) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** All that the user said since the assistant last spoke; a prefilled answer doesn't count as speaking. */
    private static Prompt.Turn turn(ConverseRequest request) {
        List<String> texts = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<Prompt.Attachment> attachments = new ArrayList<>();
        JsonNode content = request.messages().path(request.lastUserMessage()).path("content");
        for (JsonNode block : content) {
            if (block.has("text")) {
                texts.add(block.path("text").asText());
            } else if (block.has("toolResult")) {
                JsonNode parts = block.path("toolResult").path("content");
                results.add(result(parts));
                parts.forEach(part -> attach(attachments, part));
            } else {
                attach(attachments, block);
            }
        }
        return new Prompt.Turn(String.join("\n", texts), attachments, results);
    }

    private static String result(JsonNode parts) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            if (part.has("text")) {
                texts.add(part.path("text").asText());
            } else if (part.has("json")) {
                texts.add(part.path("json").toString());
            }
        }
        return String.join("\n", texts);
    }

    private static void attach(List<Prompt.Attachment> found, JsonNode block) {
        for (String kind : List.of("image", "document")) {
            if (block.has(kind)) {
                JsonNode media = block.path(kind);
                String format = media.path("format").asText();
                String type = kind.equals("image") ? "image/" + format : "application/" + format;
                int bytes = Base64.getDecoder()
                        .decode(media.path("source").path("bytes").asText())
                        .length;
                found.add(new Prompt.Attachment(kind, type, bytes));
            }
        }
    }

    private static Prompt.Offer offer(ConverseRequest request) {
        List<Prompt.Tool> tools = request.tools().stream()
                .map(tool -> new Prompt.Tool(
                        tool.path("name").asText(),
                        tool.path("description").asText(),
                        tool.path("inputSchema").path("json")))
                .toList();
        if (tools.isEmpty()) {
            return Prompt.Offer.NOTHING;
        }
        JsonNode choice = request.body().path("toolConfig").path("toolChoice");
        Prompt.Choice chosen = new Prompt.Choice.Auto();
        if (choice.has("any")) {
            chosen = new Prompt.Choice.Any();
        } else if (choice.has("tool")) {
            chosen = new Prompt.Choice.Named(choice.path("tool").path("name").asText());
        }
        return new Prompt.Offer(tools, chosen, true);
    }
}
