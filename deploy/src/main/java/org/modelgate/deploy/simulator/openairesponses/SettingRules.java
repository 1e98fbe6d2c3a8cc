package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;
import org.modelgate.deploy.simulator.openai.OpenAiModels;

/** Settings of the answer: their types and ranges, and what the model doesn't take. */
final class SettingRules {

    private static final int METADATA_MAX = 16;
    private static final int METADATA_KEY_MAX = 64;
    private static final int METADATA_VALUE_MAX = 512;
    private static final int OUTPUT_TOKENS_MIN = 16;
    private static final Map<String, Integer> MAXIMA = Map.of("temperature", 2, "top_p", 1, "top_logprobs", 20);
    private static final List<String> BOOLEANS = List.of("stream", "store", "parallel_tool_calls", "background");
    private static final Map<String, Set<String>> WORDS = Map.of(
            "/truncation", Set.of("auto", "disabled"),
            "/service_tier", Set.of("auto", "default", "flex", "scale", "priority", "fast", "ultrafast"),
            "/reasoning/effort", Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max"),
            "/reasoning/summary", Set.of("auto", "concise", "detailed"),
            "/reasoning/context", Set.of("auto", "current_turn", "all_turns"),
            "/reasoning/mode", Set.of("standard", "pro"),
            "/text/verbosity", Set.of("low", "medium", "high"));
    private static final Map<String, Set<String>> NESTED = Map.of(
            "reasoning", Set.of("effort", "summary", "context", "mode", "generate_summary"),
            "text", Set.of("format", "verbosity"),
            "stream_options", Set.of("include_obfuscation"));
    private static final Set<String> INCLUDE = Set.of(
            "reasoning.encrypted_content",
            "message.output_text.logprobs",
            "web_search_call.results",
            "web_search_call.action.sources",
            "file_search_call.results",
            "code_interpreter_call.outputs",
            "computer_call_output.output.image_url",
            "message.input_image.image_url");

    static final List<ResponsesRule> ALL = List.of(
            SettingRules::booleans,
            SettingRules::numbers,
            SettingRules::maxOutputTokens,
            SettingRules::nested,
            SettingRules::words,
            SettingRules::include,
            SettingRules::streamOptions,
            SettingRules::metadata,
            SettingRules::model);

    private SettingRules() {}

    private static Optional<Refusal> booleans(ResponsesRequest request) {
        for (String name : BOOLEANS) {
            if (request.has(name) && !request.body().path(name).isBoolean()) {
                return Invalid.type(name, "a boolean");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> numbers(ResponsesRequest request) {
        for (Map.Entry<String, Integer> maximum : MAXIMA.entrySet()) {
            String name = maximum.getKey();
            JsonNode value = request.body().path(name);
            if (!request.has(name)) {
                continue;
            }
            if (!value.isNumber()) {
                return Invalid.type(name, "a decimal");
            }
            if (value.asDouble() > maximum.getValue() || value.asDouble() < 0) {
                boolean above = value.asDouble() > 0;
                return Invalid.because(
                        "Invalid '" + name + "': decimal " + (above ? "above maximum" : "below minimum")
                                + " value. Expected a value " + (above ? "<= " + maximum.getValue() : ">= 0")
                                + ", but got " + value.asText() + " instead.",
                        above ? "decimal_above_max_value" : "decimal_below_min_value",
                        name);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> maxOutputTokens(ResponsesRequest request) {
        String name = "max_output_tokens";
        JsonNode value = request.body().path(name);
        if (!request.has(name)) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber()) {
            return Invalid.type(name, "an integer");
        }
        return value.asLong() < OUTPUT_TOKENS_MIN
                ? Invalid.because(
                        "Invalid '" + name + "': integer below minimum value. Expected a value >= " + OUTPUT_TOKENS_MIN
                                + ", but got " + value.asText() + " instead.",
                        "integer_below_min_value",
                        name)
                : Optional.empty();
    }

    private static Optional<Refusal> nested(ResponsesRequest request) {
        for (Map.Entry<String, Set<String>> known : NESTED.entrySet()) {
            JsonNode object = request.body().path(known.getKey());
            if (request.has(known.getKey()) && !object.isObject()) {
                return Invalid.type(known.getKey(), "an object");
            }
            for (var field : object.properties()) {
                if (!known.getValue().contains(field.getKey())) {
                    return Invalid.unknown(known.getKey() + '.' + field.getKey());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> words(ResponsesRequest request) {
        for (Map.Entry<String, Set<String>> words : WORDS.entrySet()) {
            JsonNode value = request.body().at(words.getKey());
            String path = words.getKey().substring(1).replace('/', '.');
            boolean given = !value.isMissingNode() && !value.isNull();
            if (given && !words.getValue().contains(value.asText())) {
                return Invalid.value(path, value.asText(), words.getValue());
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> include(ResponsesRequest request) {
        JsonNode include = request.body().path("include");
        if (request.has("include") && !include.isArray()) {
            return Invalid.type("include", "an array of strings");
        }
        for (int i = 0; i < include.size(); i++) {
            if (!INCLUDE.contains(include.path(i).asText())) {
                return Invalid.value("include[" + i + "]", include.path(i).asText(), INCLUDE);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> streamOptions(ResponsesRequest request) {
        return request.has("stream_options") && !request.body().path("stream").asBoolean()
                ? Invalid.because(
                        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                        null,
                        "stream_options")
                : Optional.empty();
    }

    private static Optional<Refusal> metadata(ResponsesRequest request) {
        JsonNode metadata = request.body().path("metadata");
        if (metadata.size() > METADATA_MAX) {
            return Invalid.because(
                    "Invalid 'metadata': too many properties. Expected an object with at most " + METADATA_MAX
                            + " properties, but got an object with " + metadata.size() + " properties instead.",
                    "object_above_max_properties",
                    "metadata");
        }
        for (var field : metadata.properties()) {
            String path = "metadata." + field.getKey();
            if (!field.getValue().isTextual()) {
                return Invalid.type(path, "a string");
            }
            if (field.getKey().length() > METADATA_KEY_MAX) {
                return Invalid.stringAbove(
                        path, METADATA_KEY_MAX, field.getKey().length());
            }
            int length = field.getValue().asText().length();
            if (length > METADATA_VALUE_MAX) {
                return Invalid.stringAbove(path, METADATA_VALUE_MAX, length);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> model(ResponsesRequest request) {
        String effort = request.body().path("reasoning").path("effort").asText("");
        if (OpenAiModels.cannotReason(request.model())) {
            return request.body().path("reasoning").hasNonNull("effort")
                    ? Invalid.unsupported("reasoning.effort")
                    : Optional.empty();
        }
        if (OpenAiModels.reasons(request.model()) && !effort.equals("none")) {
            for (String name : List.of("temperature", "top_p")) {
                if (request.has(name)) {
                    return Invalid.unsupported(name);
                }
            }
        }
        return Optional.empty();
    }
}
