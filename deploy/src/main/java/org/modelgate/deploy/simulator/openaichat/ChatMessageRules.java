package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;

/** Messages: roles, contents, and the pairing of calls with their results. */
final class ChatMessageRules {

    private static final int CALL_ID_MAX = 40;
    private static final Map<String, Set<String>> PARTS = Map.of(
            "system", Set.of("text"),
            "developer", Set.of("text"),
            "user", Set.of("text", "image_url", "input_audio", "file"),
            "assistant", Set.of("text", "refusal"),
            "tool", Set.of("text"));

    static final List<ChatRule> ALL = List.of(ChatMessageRules::everyMessage, ChatMessageRules::pairs);

    private ChatMessageRules() {}

    private static Optional<Refusal> everyMessage(ChatRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            Optional<Refusal> fault = message(request.messages().path(i), "messages.[" + i + "]");
            if (fault.isPresent()) {
                return fault;
            }
            Optional<Refusal> calls = calls(request.messages().path(i), "messages[" + i + "].tool_calls");
            if (calls.isPresent()) {
                return calls;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> message(JsonNode message, String path) {
        String role = message.path("role").asText();
        if (!message.has("role")) {
            return ChatRule.invalid(
                    "Missing required parameter: '" + path + ".role'.", "missing_required_parameter", path);
        }
        if (!PARTS.containsKey(role)) {
            return ChatRule.invalid(
                    "Invalid value: '" + role + "'. Supported values are: 'system', 'assistant', 'user', 'tool', "
                            + "and 'developer'.",
                    "invalid_value",
                    path + ".role");
        }
        JsonNode content = message.path("content");
        boolean calls = !message.path("tool_calls").isEmpty();
        if (content.isMissingNode() || content.isNull()) {
            return role.equals("assistant") && (calls || message.hasNonNull("refusal"))
                    ? Optional.empty()
                    : ChatRule.invalid("Invalid value for 'content': expected a string, got null.", path + ".content");
        }
        if (!content.isTextual() && !content.isArray()) {
            return ChatRule.invalid(
                    "Invalid type for '" + path + ".content': expected one of a string or array of objects.",
                    "invalid_type",
                    path + ".content");
        }
        return parts(content, role, path);
    }

    private static Optional<Refusal> parts(JsonNode content, String role, String path) {
        if (content.isArray() && content.isEmpty()) {
            return ChatRule.invalid("[] is too short - '" + path + ".content'", path + ".content");
        }
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            if (type.equals("image_url") && !role.equals("user")) {
                return ChatRule.invalid(
                        "Invalid '" + path + "'. Image URLs are only allowed for messages with role 'user', but this "
                                + "message with role '" + role + "' contains an image URL.",
                        "invalid_value",
                        path);
            }
            if (!PARTS.getOrDefault(role, Set.of()).contains(type)) {
                return ChatRule.invalid(
                        "Invalid value: '" + type + "'. Supported values are: '"
                                + String.join(
                                        "', '",
                                        PARTS.getOrDefault(role, Set.of()).stream()
                                                .sorted()
                                                .toList()) + "'.",
                        "invalid_value",
                        path + ".content");
            }
            if (type.equals("text") && !part.path("text").isTextual()) {
                return ChatRule.invalid(
                        "Missing required parameter: '" + path + ".content[].text'.",
                        "missing_required_parameter",
                        path + ".content");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> calls(JsonNode message, String path) {
        JsonNode calls = message.path("tool_calls");
        if (calls.isArray() && calls.isEmpty()) {
            return ChatRule.invalid("[] is too short - '" + path + "'", path);
        }
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = calls.path(i);
            String id = call.path("id").asText();
            if (id.isEmpty()) {
                return ChatRule.invalid(
                        "Missing required parameter: '" + path + "[" + i + "].id'.",
                        "missing_required_parameter",
                        path);
            }
            if (id.length() > CALL_ID_MAX) {
                return ChatRule.invalid(
                        Invalid.tooLong(path + "[" + i + "].id", CALL_ID_MAX, id.length()),
                        "string_above_max_length",
                        path + "[" + i + "].id");
            }
            if (!call.path("function").path("arguments").isTextual() && !call.has("custom")) {
                return ChatRule.invalid(
                        "Invalid type for '" + path + "[" + i + "].function.arguments': expected a string.",
                        "invalid_type",
                        path + "[" + i + "].function.arguments");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> pairs(ChatRequest request) {
        Set<String> open = new LinkedHashSet<>();
        boolean afterCalls = false;
        for (int i = 0; i < request.messages().size(); i++) {
            JsonNode message = request.messages().path(i);
            String param = "messages.[" + i + "].role";
            if (request.role(i).equals("tool")) {
                if (!afterCalls || !open.remove(message.path("tool_call_id").asText())) {
                    return ChatRule.invalid(
                            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
                                    + "with 'tool_calls'.",
                            param);
                }
                continue;
            }
            if (!open.isEmpty()) {
                return unanswered(open, param);
            }
            message.path("tool_calls").forEach(call -> open.add(call.path("id").asText()));
            afterCalls = !open.isEmpty();
        }
        return open.isEmpty() ? Optional.empty() : unanswered(open, "messages");
    }

    private static Optional<Refusal> unanswered(Set<String> open, String param) {
        return ChatRule.invalid(
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                        + "'tool_call_id'. The following tool_call_ids did not have response messages: "
                        + String.join(", ", open),
                param);
    }
}
