package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.Prompt;

/** Understands a checked request. */
final class GeminiReader {

    private GeminiReader() {}

    static Prompt prompt(GeminiRequest request) {
        JsonNode config = request.config();
        List<String> stops = new ArrayList<>();
        config.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
        return new Prompt(
                request.path().model(),
                request.path().streams(),
                true,
                config.path("maxOutputTokens").asInt(Integer.MAX_VALUE),
                stops,
                offer(request),
                thinking(request),
                format(config),
                turn(request),
                GeminiSegments.of(request.body()));
    }

    private static Prompt.Thinking thinking(GeminiRequest request) {
        JsonNode config = request.config().path("thinkingConfig");
        int budget = config.path("thinkingBudget").asInt(-1);
        boolean thinks = config.hasNonNull("thinkingLevel")
                ? !config.path("thinkingLevel").asText().equals("MINIMAL")
                : request.traits().thinksUnasked() || !config.isMissingNode();
        if (!thinks || budget == 0) {
            return Prompt.Thinking.OFF;
        }
        boolean shown = config.path("includeThoughts").asBoolean();
        return new Prompt.Thinking(
                shown ? Prompt.Thinking.Mode.SHOWN : Prompt.Thinking.Mode.HIDDEN,
                budget < 0 ? Integer.MAX_VALUE : budget);
    }

    private static @Nullable JsonNode format(JsonNode config) {
        if (!config.path("responseMimeType").asText().equals("application/json")) {
            return null;
        }
        if (config.hasNonNull("responseJsonSchema")) {
            return config.path("responseJsonSchema");
        }
        if (config.hasNonNull("responseSchema")) {
            return GeminiSchema.asJsonSchema(config.path("responseSchema"));
        }
        ObjectNode schema = GeminiRequest.object().put("type", "object");
        schema.putObject("properties").putObject("answer").put("type", "string");
        return schema;
    }

    /** All that the user and the functions said since the model last spoke. */
    private static Prompt.Turn turn(GeminiRequest request) {
        JsonNode contents = request.contents();
        int start = contents.size();
        while (start > 0 && !GeminiRequest.isModels(contents.path(start - 1))) {
            start--;
        }
        List<String> texts = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<Prompt.Attachment> attachments = new ArrayList<>();
        for (int i = start; i < contents.size(); i++) {
            for (JsonNode part : contents.path(i).path("parts")) {
                attach(attachments, part);
                if (part.hasNonNull("text")) {
                    texts.add(part.path("text").asText());
                } else if (part.hasNonNull("functionResponse")) {
                    JsonNode response = part.path("functionResponse");
                    results.add(result(response.path("response")));
                    response.path("parts").forEach(inner -> attach(attachments, inner));
                }
            }
        }
        return new Prompt.Turn(String.join("\n", texts), attachments, results);
    }

    private static String result(JsonNode response) {
        for (String name : List.of("output", "error", "result")) {
            if (response.path(name).isTextual()) {
                return response.path(name).asText();
            }
        }
        return response.toString();
    }

    private static void attach(List<Prompt.Attachment> found, JsonNode part) {
        JsonNode inline = part.path("inlineData");
        JsonNode file = part.path("fileData");
        if (!inline.isMissingNode()) {
            String mediaType = inline.path("mimeType").asText();
            int bytes = Base64.getDecoder().decode(inline.path("data").asText()).length;
            found.add(new Prompt.Attachment(kind(mediaType), mediaType, bytes));
        } else if (!file.isMissingNode()) {
            found.add(new Prompt.Attachment(
                    kind(file.path("mimeType").asText()), file.path("fileUri").asText(), 0));
        }
    }

    private static String kind(String mediaType) {
        return mediaType.startsWith("image/") ? "image" : mediaType.startsWith("audio/") ? "audio" : "document";
    }

    private static Prompt.Offer offer(GeminiRequest request) {
        JsonNode config = request.body().path("toolConfig").path("functionCallingConfig");
        Set<String> allowed = new HashSet<>();
        config.path("allowedFunctionNames").forEach(name -> allowed.add(name.asText()));
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode function : request.functions()) {
            String name = function.path("name").asText();
            if (allowed.isEmpty() || allowed.contains(name)) {
                tools.add(new Prompt.Tool(name, function.path("description").asText(), GeminiRequest.schema(function)));
            }
        }
        if (tools.isEmpty()) {
            return Prompt.Offer.NOTHING;
        }
        Prompt.Choice choice = switch (config.path("mode").asText()) {
            case "ANY" ->
                allowed.size() == 1 ? new Prompt.Choice.Named(allowed.iterator().next()) : new Prompt.Choice.Any();
            case "NONE" -> new Prompt.Choice.None();
            default -> new Prompt.Choice.Auto();
        };
        return new Prompt.Offer(tools, choice, true);
    }
}
