package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Prompt;

/** Understands a checked Messages request. */
final class AnthropicReader {

    private static final List<String> SERVER_TOOLS =
            List.of("web_search", "web_fetch", "code_execution", "tool_search", "advisor", "mcp_toolset");

    private AnthropicReader() {}

    static Prompt prompt(AnthropicRequest request) {
        JsonNode body = request.body();
        Prompt.Turn turn = turn(request);
        List<String> stops = new ArrayList<>();
        body.path("stop_sequences").forEach(stop -> stops.add(stop.asText()));
        JsonNode schema = format(request).path("schema");
        return new Prompt(
                request.model(),
                body.path("stream").asBoolean(),
                true,
                body.path("max_tokens").asInt(Integer.MAX_VALUE),
                stops,
                offer(body),
                thinking(request, turn),
                schema.isMissingNode() ? null : schema,
                turn,
                AnthropicSegments.of(body));
    }

    static JsonNode format(AnthropicRequest request) {
        JsonNode former = request.body().path("output_format");
        return former.isMissingNode() ? request.body().path("output_config").path("format") : former;
    }

    /** All that the user said since the assistant last spoke; a prefilled answer doesn't count as speaking. */
    private static Prompt.Turn turn(AnthropicRequest request) {
        List<JsonNode> blocks = new ArrayList<>();
        for (int i = request.lastUserMessage(); i >= 0 && !request.role(i).equals("assistant"); i--) {
            if (request.role(i).equals("user")) {
                blocks.addAll(0, request.blocks(i));
            }
        }
        List<String> texts = new ArrayList<>();
        List<Prompt.Attachment> attachments = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (JsonNode block : blocks) {
            switch (AnthropicRequest.type(block)) {
                case "text" -> texts.add(block.path("text").asText());
                case "image", "document" -> attachments.add(attachment(block));
                case "tool_result" -> {
                    List<JsonNode> parts = AnthropicRequest.blocks(block.path("content"));
                    results.add(joinedTexts(parts));
                    parts.stream().flatMap(part -> nested(part).stream()).forEach(attachments::add);
                }
                default -> {}
            }
        }
        return new Prompt.Turn(String.join("\n", texts), attachments, results, pauses(request));
    }

    /** An answer pauses only where a tool runs at the API, and each pause of it left a call behind. */
    private static int pauses(AnthropicRequest request) {
        boolean served = false;
        for (JsonNode tool : request.body().path("tools")) {
            served |= isServed(tool);
        }
        int pauses = 0;
        for (int i = request.lastUserMessage() + 1; i < request.messages().size(); i++) {
            pauses += (int) request.blocks(i).stream()
                    .filter(block -> AnthropicRequest.type(block).equals("server_tool_use"))
                    .count();
        }
        return served ? pauses : -1;
    }

    private static boolean isServed(JsonNode tool) {
        String type = tool.path("type").asText();
        return SERVER_TOOLS.stream().anyMatch(type::startsWith);
    }

    private static Optional<Prompt.Attachment> nested(JsonNode part) {
        return List.of("image", "document").contains(AnthropicRequest.type(part))
                ? Optional.of(attachment(part))
                : Optional.empty();
    }

    private static String joinedTexts(List<JsonNode> parts) {
        return String.join(
                "\n",
                parts.stream()
                        .filter(part -> AnthropicRequest.type(part).equals("text"))
                        .map(part -> part.path("text").asText())
                        .toList());
    }

    private static Prompt.Attachment attachment(JsonNode block) {
        JsonNode source = block.path("source");
        String kind = AnthropicRequest.type(block);
        return switch (AnthropicRequest.type(source)) {
            case "base64" -> {
                int bytes = Base64.getDecoder().decode(source.path("data").asText()).length;
                yield new Prompt.Attachment(kind, source.path("media_type").asText(), bytes);
            }
            case "text" -> new Prompt.Attachment(kind, "text/plain", utf8(source.path("data")));
            case "url" -> new Prompt.Attachment(kind, source.path("url").asText(), 0);
            case "file" -> new Prompt.Attachment(kind, source.path("file_id").asText(), 0);
            default -> new Prompt.Attachment(kind, "content", utf8(source.path("content")));
        };
    }

    private static int utf8(JsonNode node) {
        String text = node.isTextual() ? node.asText() : node.toString();
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Prompt.Offer offer(JsonNode body) {
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            if (!isServed(tool)
                    && tool.has("name")
                    && !tool.path("defer_loading").asBoolean()) {
                tools.add(new Prompt.Tool(
                        tool.path("name").asText(), tool.path("description").asText(), tool.path("input_schema")));
            }
        }
        if (tools.isEmpty()) {
            return Prompt.Offer.NOTHING;
        }
        JsonNode choice = body.path("tool_choice");
        return new Prompt.Offer(
                tools, choice(choice), !choice.path("disable_parallel_tool_use").asBoolean());
    }

    private static Prompt.Choice choice(JsonNode choice) {
        return switch (AnthropicRequest.type(choice)) {
            case "any" -> new Prompt.Choice.Any();
            case "tool" -> new Prompt.Choice.Named(choice.path("name").asText());
            case "none" -> new Prompt.Choice.None();
            default -> new Prompt.Choice.Auto();
        };
    }

    private static Prompt.Thinking thinking(AnthropicRequest request, Prompt.Turn turn) {
        JsonNode thinking = request.body().path("thinking");
        ModelTraits traits = request.traits();
        String type = thinking.path("type").asText(traits.thinksUnasked() ? "adaptive" : "disabled");
        boolean pauses = type.equals("between_tools") && turn.toolResults().isEmpty();
        if (type.equals("disabled") || pauses) {
            return Prompt.Thinking.OFF;
        }
        String display = thinking.path("display").asText(traits.showsThinking() ? "summarized" : "omitted");
        Prompt.Thinking.Mode mode =
                display.equals("omitted") ? Prompt.Thinking.Mode.HIDDEN : Prompt.Thinking.Mode.SHOWN;
        return new Prompt.Thinking(mode, thinking.path("budget_tokens").asInt(Integer.MAX_VALUE));
    }
}
