package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;

/** Top-level fields: which there may be, which there must be, and what they lead to that isn't there. */
final class FieldRules {

    private static final Set<String> COUNTED = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning",
            "text",
            "truncation",
            "previous_response_id",
            "conversation");
    private static final Set<String> CREATED = Set.of(
            "max_output_tokens",
            "max_tool_calls",
            "temperature",
            "top_p",
            "top_logprobs",
            "store",
            "include",
            "stream",
            "stream_options",
            "background",
            "context_management",
            "metadata",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "user",
            "prompt_cache_retention",
            "prompt_cache_options",
            "prompt",
            "moderation",
            "access_programs",
            "image",
            "client_metadata");

    static final List<ResponsesRule> ALL = List.of(
            FieldRules::unknown, FieldRules::model, FieldRules::input, FieldRules::stored, FieldRules::notSimulated);

    private FieldRules() {}

    private static Optional<Refusal> unknown(ResponsesRequest request) {
        for (var field : request.body().properties()) {
            String name = field.getKey();
            if (!COUNTED.contains(name) && (request.counting() || !CREATED.contains(name))) {
                return Invalid.unknown(name);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> model(ResponsesRequest request) {
        if (!request.has("model")) {
            return Invalid.missing("model");
        }
        return request.body().path("model").isTextual() ? Optional.empty() : Invalid.type("model", "a string");
    }

    private static Optional<Refusal> input(ResponsesRequest request) {
        JsonNode input = request.body().path("input");
        if (!request.has("input") || (input.isArray() && input.isEmpty())) {
            return request.has("previous_response_id") || request.has("conversation") || request.has("prompt")
                    ? Optional.empty()
                    : Invalid.because(
                            "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' must be "
                                    + "provided.",
                            "missing_required_parameter",
                            "input");
        }
        return input.isTextual() || input.isArray()
                ? Optional.empty()
                : Invalid.type("input", "one of a string or array of input items");
    }

    private static Optional<Refusal> stored(ResponsesRequest request) {
        JsonNode previous = request.body().path("previous_response_id");
        if (request.has("previous_response_id")) {
            return Invalid.because(
                    "Previous response with id '" + previous.asText() + "' not found.",
                    "previous_response_not_found",
                    "previous_response_id");
        }
        JsonNode conversation = request.body().path("conversation");
        if (!request.has("conversation")) {
            return Optional.empty();
        }
        String id = conversation.isTextual()
                ? conversation.asText()
                : conversation.path("id").asText();
        return Optional.of(
                new Refusal(404, "invalid_request_error", "Conversation with id '" + id + "' not found.", null, null));
    }

    /** What the real API can do and this one can't: said aloud, for a silent difference would be taken for a bug. */
    private static Optional<Refusal> notSimulated(ResponsesRequest request) {
        for (String name : List.of("prompt", "context_management", "moderation")) {
            if (request.has(name)) {
                return Invalid.because("simulator: '" + name + "' is not simulated", null, name);
            }
        }
        return request.body().path("background").asBoolean()
                ? Invalid.because("simulator: 'background' is not simulated", null, "background")
                : Optional.empty();
    }
}
