package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;
import org.modelgate.deploy.simulator.openai.StrictSchema;

/** {@code tools}, {@code tool_choice}, {@code response_format}. */
final class ChatToolRules {

    private static final int NAME_MAX = 64;
    private static final int TOOLS_MAX = 128;

    static final List<ChatRule> ALL = List.of(
            ChatToolRules::tools, ChatToolRules::onlyWithTools, ChatToolRules::choice, ChatToolRules::responseFormat);

    private ChatToolRules() {}

    private static Optional<Refusal> tools(ChatRequest request) {
        JsonNode tools = request.body().path("tools");
        if (tools.isArray() && tools.isEmpty()) {
            return ChatRule.invalid("[] is too short - 'tools'", "tools");
        }
        if (tools.size() > TOOLS_MAX) {
            return ChatRule.invalid(
                    "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array "
                            + "with length " + tools.size() + " instead.",
                    "array_above_max_length",
                    "tools");
        }
        for (int i = 0; i < tools.size(); i++) {
            Optional<Refusal> fault = tool(tools.path(i), "tools[" + i + "]");
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> tool(JsonNode tool, String path) {
        String kind = tool.path("type").asText();
        if (!kind.equals("function") && !kind.equals("custom")) {
            return ChatRule.invalid(
                    "Invalid value: '" + kind + "'. Supported values are: 'function' and 'custom'.",
                    "invalid_value",
                    path + ".type");
        }
        String name = tool.path(kind).path("name").asText();
        String namePath = path + "." + kind + ".name";
        if (name.isEmpty()) {
            return ChatRule.invalid(
                    "Missing required parameter: '" + namePath + "'.", "missing_required_parameter", namePath);
        }
        if (name.length() > NAME_MAX) {
            return ChatRule.invalid(
                    Invalid.tooLong(namePath, NAME_MAX, name.length()), "string_above_max_length", namePath);
        }
        if (!name.matches("[a-zA-Z0-9_-]+")) {
            return ChatRule.invalid(
                    "Invalid '" + namePath + "': string does not match pattern. Expected a string that matches the "
                            + "pattern '^[a-zA-Z0-9_-]+$'.",
                    "invalid_value",
                    namePath);
        }
        JsonNode parameters = tool.path("function").path("parameters");
        return tool.path("function").path("strict").asBoolean()
                ? StrictSchema.fault(parameters)
                        .flatMap(why -> ChatRule.invalid(
                                "Invalid schema for function '" + name + "': " + why,
                                "invalid_function_parameters",
                                path + ".function.parameters"))
                : Optional.empty();
    }

    private static Optional<Refusal> onlyWithTools(ChatRequest request) {
        for (String name : List.of("tool_choice", "parallel_tool_calls")) {
            if (request.has(name) && !request.has("tools")) {
                return ChatRule.invalid(
                        "Invalid value for '" + name + "': '" + name + "' is only allowed when 'tools' are specified.",
                        name);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> choice(ChatRequest request) {
        JsonNode choice = request.body().path("tool_choice");
        if (choice.isTextual() && !List.of("none", "auto", "required").contains(choice.asText())) {
            return ChatRule.invalid(
                    "Invalid value: '" + choice.asText() + "'. Supported values are: 'none', 'auto', and 'required'.",
                    "invalid_value",
                    "tool_choice");
        }
        if (!choice.path("type").asText().equals("function")) {
            return Optional.empty();
        }
        String wanted = choice.path("function").path("name").asText();
        boolean offered = StreamSupport.stream(request.body().path("tools").spliterator(), false)
                .anyMatch(tool -> tool.path("function").path("name").asText().equals(wanted));
        return offered
                ? Optional.empty()
                : ChatRule.invalid(
                        "Invalid value for 'tool_choice': no function named '" + wanted
                                + "' was specified in the 'tools' parameter.",
                        "tool_choice");
    }

    private static Optional<Refusal> responseFormat(ChatRequest request) {
        JsonNode format = request.body().path("response_format");
        return switch (format.path("type").asText()) {
            case "json_object" ->
                request.messages().toString().toLowerCase(Locale.ROOT).contains("json")
                        ? Optional.empty()
                        : ChatRule.invalid(
                                "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                                        + "'json_object'.",
                                "messages");
            case "json_schema" -> jsonSchema(format.path("json_schema"));
            case "text" -> Optional.empty();
            default ->
                request.has("response_format")
                        ? ChatRule.invalid(
                                "Invalid value: '" + format.path("type").asText() + "'. Supported values are: "
                                        + "'json_object', 'json_schema', and 'text'.",
                                "invalid_value",
                                "response_format.type")
                        : Optional.empty();
        };
    }

    private static Optional<Refusal> jsonSchema(JsonNode given) {
        String name = given.path("name").asText();
        if (name.isEmpty()) {
            return ChatRule.invalid(
                    "Missing required parameter: 'response_format.json_schema.name'.",
                    "missing_required_parameter",
                    "response_format.json_schema.name");
        }
        return given.path("strict").asBoolean()
                ? StrictSchema.fault(given.path("schema"))
                        .flatMap(why -> ChatRule.invalid(
                                "Invalid schema for response_format '" + name + "': " + why, "response_format"))
                : Optional.empty();
    }
}
