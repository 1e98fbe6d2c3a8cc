package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Top-level fields and {@code generationConfig}. */
final class ConfigRules {

    private static final int STOPS_MAX = 5;
    private static final Set<String> TOP = Set.of(
            "contents",
            "systemInstruction",
            "tools",
            "toolConfig",
            "generationConfig",
            "safetySettings",
            "cachedContent",
            "serviceTier",
            "model");
    private static final Set<String> CONFIG = Set.of(
            "maxOutputTokens",
            "temperature",
            "topP",
            "topK",
            "stopSequences",
            "candidateCount",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema",
            "thinkingConfig",
            "presencePenalty",
            "frequencyPenalty",
            "seed",
            "responseLogprobs",
            "logprobs",
            "responseModalities",
            "mediaResolution",
            "continuationToken");

    static final List<GeminiRule> ALL = List.of(
            ConfigRules::top,
            ConfigRules::config,
            ConfigRules::numbers,
            ConfigRules::stops,
            ConfigRules::penalties,
            ConfigRules::format,
            ConfigRules::thinking,
            ConfigRules::notSimulated);

    private ConfigRules() {}

    /** Where nothing is wrapped, the Gemini API counts contents only. */
    private static Optional<String> top(GeminiRequest request) {
        if (request.path().counts() && !request.path().vertex() && !request.wrapped()) {
            return GeminiRule.unknown(request.body(), Set.of("contents", "model"), "");
        }
        Set<String> known = new HashSet<>(TOP);
        if (request.path().vertex()) {
            known.add("labels");
        }
        if (request.wrapped() && !request.body().hasNonNull("model")) {
            return Optional.of("* CountTokensRequest.generate_content_request.model: model is required");
        }
        return GeminiRule.unknown(request.body(), known, request.wrapped() ? "generate_content_request" : "");
    }

    private static Optional<String> config(GeminiRequest request) {
        return GeminiRule.unknown(request.config(), CONFIG, "generation_config");
    }

    private static Optional<String> numbers(GeminiRequest request) {
        JsonNode config = request.config();
        return outside(config, "temperature", 0, 2)
                .or(() -> outside(config, "topP", 0, 1))
                .or(() -> outside(config, "topK", 1, Integer.MAX_VALUE))
                .or(() -> outside(config, "maxOutputTokens", 1, Integer.MAX_VALUE));
    }

    private static Optional<String> outside(JsonNode config, String name, int least, int most) {
        JsonNode value = config.path(name);
        if (!config.hasNonNull(name)) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            return Optional.of("Invalid value at 'generation_config." + name + "' (TYPE_NUMBER), " + value);
        }
        return value.asDouble() < least || value.asDouble() > most
                ? Optional.of("* GenerateContentRequest.generation_config." + name + ": " + name
                        + " must be in the range [" + least + ", " + most + "].")
                : Optional.empty();
    }

    private static Optional<String> stops(GeminiRequest request) {
        return request.config().path("stopSequences").size() > STOPS_MAX
                ? Optional.of("* GenerateContentRequest.generation_config.stop_sequences: at most " + STOPS_MAX
                        + " stop sequences are supported.")
                : Optional.empty();
    }

    private static Optional<String> penalties(GeminiRequest request) {
        boolean given = request.config().hasNonNull("presencePenalty")
                || request.config().hasNonNull("frequencyPenalty");
        return given && !request.traits().penalties()
                ? Optional.of(
                        "Penalty is not enabled for models/" + request.path().model())
                : Optional.empty();
    }

    private static Optional<String> format(GeminiRequest request) {
        JsonNode config = request.config();
        boolean json = config.path("responseMimeType").asText().equals("application/json");
        boolean schema = config.hasNonNull("responseSchema") || config.hasNonNull("responseJsonSchema");
        if (schema && !json) {
            return Optional.of("* GenerateContentRequest.generation_config.response_mime_type: a response schema is "
                    + "only supported with \"application/json\"");
        }
        if (config.hasNonNull("responseSchema") && config.hasNonNull("responseJsonSchema")) {
            return Optional.of("* GenerateContentRequest.generation_config: only one of response_schema and "
                    + "response_json_schema may be set");
        }
        if (json && !request.functions().isEmpty() && !request.traits().formatsWithTools()) {
            return Optional.of("Function calling with a response mime type: 'application/json' is unsupported");
        }
        return config.hasNonNull("responseSchema")
                ? GeminiSchema.fault(config.path("responseSchema"), "generation_config.response_schema", false)
                : Optional.empty();
    }

    private static Optional<String> thinking(GeminiRequest request) {
        JsonNode config = request.config().path("thinkingConfig");
        GeminiTraits traits = request.traits();
        Optional<String> unknown = GeminiRule.unknown(
                config,
                Set.of("includeThoughts", "thinkingBudget", "thinkingLevel"),
                "generation_config.thinking_config");
        if (config.isMissingNode() || unknown.isPresent()) {
            return unknown;
        }
        if (traits.levels().isEmpty() && !traits.budget().exists()) {
            return Optional.of("Thinking is not supported for this model.");
        }
        boolean level = config.hasNonNull("thinkingLevel");
        boolean budget = config.hasNonNull("thinkingBudget");
        if (level && budget) {
            return Optional.of("You can only set only one of thinking budget and thinking level.");
        }
        String wanted = config.path("thinkingLevel").asText();
        if (level && !traits.levels().contains(wanted)) {
            return Optional.of(
                    traits.levels().isEmpty()
                            ? "Thinking level is not supported for this model."
                            : "Thinking level " + wanted + " is not supported for this model.");
        }
        int tokens = config.path("thinkingBudget").asInt();
        if (budget && !traits.budget().takes(tokens)) {
            return Optional.of(
                    traits.budget().exists()
                            ? "The thinking budget " + tokens + " is invalid. Please choose a value between "
                                    + traits.budget().least() + " and "
                                    + traits.budget().most() + "."
                            : "Thinking budget is not supported for this model.");
        }
        return Optional.empty();
    }

    /** What the real API can do and this one can't: said aloud, for a silent difference would be taken for a bug. */
    private static Optional<String> notSimulated(GeminiRequest request) {
        if (request.body().hasNonNull("cachedContent")) {
            return Optional.of("simulator: 'cachedContent' is not simulated");
        }
        return request.config().path("candidateCount").asInt(1) > 1
                ? Optional.of("simulator: 'candidateCount' above 1 is not simulated")
                : Optional.empty();
    }
}
