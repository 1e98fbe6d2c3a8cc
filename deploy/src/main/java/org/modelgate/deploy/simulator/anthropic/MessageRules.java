package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Roles, their order, and the outline of each message. */
final class MessageRules {

    private static final Set<String> FIELDS = Set.of("role", "content");
    private static final Set<String> BETA_FIELDS = Set.of("clear_at", "output_config");

    static final List<Rule> ALL = List.of(
            MessageRules::outlines,
            MessageRules::system,
            MessageRules::firstIsUser,
            MessageRules::systemPlacement,
            MessageRules::notEmpty,
            MessageRules::prefill);

    private MessageRules() {}

    private static Optional<String> outlines(AnthropicRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            Optional<String> fault = outline(request, i);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> outline(AnthropicRequest request, int index) {
        JsonNode message = request.messages().path(index);
        String path = "messages." + index;
        if (!message.isObject()) {
            return Optional.of(path + ": Input should be a valid dictionary");
        }
        if (!message.has("role")) {
            return Optional.of(path + ".role: Field required");
        }
        Optional<String> role = FieldRules.oneOf(path + ".role", message.path("role"), "user", "assistant", "system");
        if (role.isPresent()) {
            return role;
        }
        for (var field : message.properties()) {
            boolean beta = BETA_FIELDS.contains(field.getKey())
                    && request.beta()
                    && request.role(index).equals("system");
            if (!FIELDS.contains(field.getKey()) && !beta) {
                return Optional.of(FieldRules.extra(path + "." + field.getKey()));
            }
        }
        JsonNode content = message.path("content");
        if (content.isMissingNode()) {
            return Optional.of(path + ".content: Field required");
        }
        return content.isTextual() || content.isArray()
                ? Optional.empty()
                : Optional.of(path + ".content: Input should be a valid string or array");
    }

    private static Optional<String> system(AnthropicRequest request) {
        JsonNode system = request.body().path("system");
        if (system.isMissingNode() || system.isTextual()) {
            return Optional.empty();
        }
        if (!system.isArray()) {
            return Optional.of("system: Input should be a valid string or array");
        }
        for (int i = 0; i < system.size(); i++) {
            if (!AnthropicRequest.type(system.path(i)).equals("text")) {
                return Optional.of("system." + i + ".type: Input should be 'text'");
            }
            if (system.path(i).path("text").asText().isEmpty()) {
                return Optional.of("system: text content blocks must be non-empty");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> firstIsUser(AnthropicRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            if (!request.role(i).equals("system")) {
                return request.role(i).equals("user")
                        ? Optional.empty()
                        : Optional.of("messages: first message must use the \"user\" role");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> systemPlacement(AnthropicRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            if (!request.role(i).equals("system")) {
                continue;
            }
            String path = "messages." + i + ": ";
            if (!request.traits().systemMessages()) {
                return Optional.of(path + "role 'system' is not supported on this model");
            }
            boolean afterUser = i > 0 && (request.role(i - 1).equals("user") || endsInServerTool(request, i - 1));
            if (!afterUser) {
                return Optional.of(path + "role 'system' must follow a user message");
            }
            if (i + 1 < request.messages().size() && !request.role(i + 1).equals("assistant")) {
                return Optional.of(path + "role 'system' must be followed by an assistant message or be the last one");
            }
        }
        return Optional.empty();
    }

    private static boolean endsInServerTool(AnthropicRequest request, int index) {
        List<JsonNode> blocks = request.blocks(index);
        return !blocks.isEmpty() && AnthropicRequest.type(blocks.getLast()).endsWith("_tool_result");
    }

    private static Optional<String> notEmpty(AnthropicRequest request) {
        int last = request.messages().size() - 1;
        for (int i = 0; i <= last; i++) {
            boolean prefill = i == last && request.role(i).equals("assistant");
            if (request.messages().path(i).path("content").isEmpty()
                    && request.messages().path(i).path("content").asText().isEmpty()
                    && !prefill) {
                return Optional.of("messages." + i
                        + ": all messages must have non-empty content except for the optional final assistant message");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> prefill(AnthropicRequest request) {
        int last = request.messages().size() - 1;
        if (!request.role(last).equals("assistant")) {
            return Optional.empty();
        }
        List<JsonNode> blocks = request.blocks(last);
        boolean continuesServerTool = !blocks.isEmpty()
                && (endsInServerTool(request, last)
                        || AnthropicRequest.type(blocks.getLast()).equals("server_tool_use"));
        if (!request.traits().prefill() && !continuesServerTool) {
            return Optional.of("This model does not support assistant message prefill. "
                    + "The conversation must end with a user message.");
        }
        List<String> texts = request.texts(last);
        return !texts.isEmpty() && !texts.getLast().equals(texts.getLast().stripTrailing())
                ? Optional.of("messages: final assistant content cannot end with trailing whitespace")
                : Optional.empty();
    }
}
