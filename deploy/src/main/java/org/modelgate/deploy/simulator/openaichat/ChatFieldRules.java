package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;

/** Top-level fields: which there may be, which there must be, and which exclude each other. */
final class ChatFieldRules {

    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "max_completion_tokens",
            "max_tokens",
            "temperature",
            "top_p",
            "frequency_penalty",
            "presence_penalty",
            "n",
            "stop",
            "seed",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "stream",
            "stream_options",
            "response_format",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "reasoning_effort",
            "verbosity",
            "modalities",
            "audio",
            "prediction",
            "web_search_options",
            "metadata",
            "store",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "user",
            "prompt_cache_options",
            "prompt_cache_retention",
            "moderation");
    private static final Map<String, Integer> MAXIMA =
            Map.of("temperature", 2, "top_p", 1, "frequency_penalty", 2, "presence_penalty", 2);
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    static final List<ChatRule> ALL = List.of(
            ChatFieldRules::unknown,
            ChatFieldRules::model,
            ChatFieldRules::messages,
            ChatFieldRules::ranges,
            ChatFieldRules::maxTokens,
            ChatFieldRules::streamOptions,
            ChatFieldRules::stop,
            ChatFieldRules::logprobs,
            ChatFieldRules::effort,
            ChatFieldRules::reasoningModel,
            ChatFieldRules::notSimulated);

    private ChatFieldRules() {}

    private static Optional<Refusal> unknown(ChatRequest request) {
        List<String> names = request.body().properties().stream()
                .map(field -> field.getKey())
                .filter(name -> !KNOWN.contains(name))
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String noun = names.size() == 1 ? "argument" : "arguments";
        return ChatRule.invalid("Unrecognized request " + noun + " supplied: " + String.join(", ", names), null);
    }

    private static Optional<Refusal> model(ChatRequest request) {
        return request.body().path("model").isTextual() && !request.model().isEmpty()
                ? Optional.empty()
                : ChatRule.invalid("you must provide a model parameter", null);
    }

    private static Optional<Refusal> messages(ChatRequest request) {
        if (!request.has("messages")) {
            return ChatRule.invalid(
                    "Missing required parameter: 'messages'.", "missing_required_parameter", "messages");
        }
        if (!request.messages().isArray()) {
            return ChatRule.invalid(
                    "Invalid type for 'messages': expected an array of objects.", "invalid_type", "messages");
        }
        return request.messages().isEmpty()
                ? ChatRule.invalid("[] is too short - 'messages'", "messages")
                : Optional.empty();
    }

    private static Optional<Refusal> ranges(ChatRequest request) {
        for (Map.Entry<String, Integer> maximum : MAXIMA.entrySet()) {
            String name = maximum.getKey();
            JsonNode value = request.body().path(name);
            if (value.isMissingNode() || value.isNull()) {
                continue;
            }
            if (!value.isNumber()) {
                return ChatRule.invalid("Invalid type for '" + name + "': expected a decimal.", "invalid_type", name);
            }
            if (value.asDouble() > maximum.getValue()) {
                return ChatRule.invalid(
                        "Invalid '" + name + "': decimal above maximum value. Expected a value <= " + maximum.getValue()
                                + ", but got " + value.asText() + " instead.",
                        "decimal_above_max_value",
                        name);
            }
            int least = name.endsWith("penalty") ? -2 : 0;
            if (value.asDouble() < least) {
                return ChatRule.invalid(
                        "Invalid '" + name + "': decimal below minimum value. Expected a value >= " + least
                                + ", but got " + value.asText() + " instead.",
                        "decimal_below_min_value",
                        name);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> maxTokens(ChatRequest request) {
        if (request.has("max_tokens") && request.has("max_completion_tokens")) {
            return ChatRule.invalid(
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    "invalid_parameter_combination",
                    "max_tokens");
        }
        for (String name : List.of("max_tokens", "max_completion_tokens")) {
            if (!request.has(name)) {
                continue;
            }
            JsonNode value = request.body().path(name);
            if (!value.isIntegralNumber()) {
                return ChatRule.invalid("Invalid type for '" + name + "': expected an integer.", "invalid_type", name);
            }
            if (value.asLong() < 1) {
                return ChatRule.invalid(
                        "Invalid '" + name + "': integer below minimum value. Expected a value >= 1, but got "
                                + value.asText() + " instead.",
                        "integer_below_min_value",
                        name);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> streamOptions(ChatRequest request) {
        return request.has("stream_options") && !request.body().path("stream").asBoolean()
                ? ChatRule.invalid(
                        "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")
                : Optional.empty();
    }

    private static Optional<Refusal> stop(ChatRequest request) {
        int size = request.body().path("stop").size();
        return size > 4
                ? ChatRule.invalid(
                        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array "
                                + "with length " + size + " instead.",
                        "array_above_max_length",
                        "stop")
                : Optional.empty();
    }

    private static Optional<Refusal> logprobs(ChatRequest request) {
        return request.has("top_logprobs") && !request.body().path("logprobs").asBoolean()
                ? ChatRule.invalid("'top_logprobs' is only allowed when 'logprobs' is enabled.", "top_logprobs")
                : Optional.empty();
    }

    private static Optional<Refusal> effort(ChatRequest request) {
        String effort = request.body().path("reasoning_effort").asText();
        if (request.has("reasoning_effort") && !EFFORTS.contains(effort)) {
            return ChatRule.invalid(
                    "Invalid value: '" + effort + "'. Supported values are: '" + String.join("', '", EFFORTS) + "'.",
                    "invalid_value",
                    "reasoning_effort");
        }
        boolean thinks = !effort.equals("none");
        return thinks && request.refusesToolsWithEffort() && request.has("tools")
                ? ChatRule.invalid(
                        "Function tools with reasoning_effort are not supported for " + request.model()
                                + " in /v1/chat/completions. To use function tools, use /v1/responses or set "
                                + "reasoning_effort to 'none'.",
                        "reasoning_effort")
                : Optional.empty();
    }

    private static Optional<Refusal> reasoningModel(ChatRequest request) {
        if (!request.reasons()) {
            return Optional.empty();
        }
        if (request.has("max_tokens")) {
            return ChatRule.invalid(
                    "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                            + "'max_completion_tokens' instead.",
                    "unsupported_parameter",
                    "max_tokens");
        }
        if (request.has("stop")) {
            return ChatRule.invalid(
                    "Unsupported parameter: 'stop' is not supported with this model.", "unsupported_parameter", "stop");
        }
        for (String name : List.of("temperature", "top_p")) {
            JsonNode value = request.body().path(name);
            if (value.isNumber() && value.asDouble() != 1) {
                return ChatRule.invalid(
                        "Unsupported value: '" + name + "' does not support " + value.asText()
                                + " with this model. Only the default (1) value is supported.",
                        "unsupported_value",
                        name);
            }
        }
        return Optional.empty();
    }

    /** What the real API can do and this one can't: said aloud, for a silent difference would be taken for a bug. */
    private static Optional<Refusal> notSimulated(ChatRequest request) {
        for (String name : List.of("functions", "function_call", "audio")) {
            if (request.has(name)) {
                return ChatRule.invalid("simulator: '" + name + "' is not simulated", name);
            }
        }
        return request.body().path("n").asInt(1) > 1
                ? ChatRule.invalid("simulator: 'n' above 1 is not simulated", "n")
                : Optional.empty();
    }
}
