package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Top-level members, {@code inferenceConfig}, {@code outputConfig} and cache points. */
final class ConverseFieldRules {

    private static final int STOPS_MAX = 2_500;
    private static final Set<String> TOP = Set.of(
            "messages",
            "system",
            "toolConfig",
            "inferenceConfig",
            "additionalModelRequestFields",
            "additionalModelResponseFieldPaths",
            "guardrailConfig",
            "promptVariables",
            "requestMetadata",
            "performanceConfig",
            "serviceTier",
            "outputConfig");
    private static final Set<String> INFERENCE = Set.of("maxTokens", "temperature", "topP", "stopSequences");

    static final List<ConverseRule> ALL = List.of(
            ConverseFieldRules::top,
            ConverseFieldRules::inference,
            ConverseFieldRules::stops,
            ConverseFieldRules::system,
            ConverseFieldRules::format,
            request -> cachePoints(request, request.body()));

    private ConverseFieldRules() {}

    private static Optional<String> top(ConverseRequest request) {
        return ConverseRule.unknown(request.body(), TOP, "the top");
    }

    private static Optional<String> inference(ConverseRequest request) {
        JsonNode config = request.body().path("inferenceConfig");
        return ConverseRule.unknown(config, INFERENCE, "inferenceConfig")
                .or(() -> outside(config, "maxTokens", 1, Integer.MAX_VALUE))
                .or(() -> outside(config, "temperature", 0, 1))
                .or(() -> outside(config, "topP", 0, 1));
    }

    private static Optional<String> outside(JsonNode config, String name, int least, int most) {
        if (!config.has(name)) {
            return Optional.empty();
        }
        JsonNode value = config.path(name);
        String problem = "";
        if (!value.isNumber() || value.asDouble() < least) {
            problem = "greater than or equal to " + least;
        } else if (value.asDouble() > most) {
            problem = "less than or equal to " + most;
        }
        return problem.isEmpty()
                ? Optional.empty()
                : Optional.of("1 validation error detected: Value '" + value.asText() + "' at 'inferenceConfig." + name
                        + "' failed to satisfy constraint: Member must have value " + problem);
    }

    private static Optional<String> stops(ConverseRequest request) {
        JsonNode stops = request.body().path("inferenceConfig").path("stopSequences");
        for (JsonNode stop : stops) {
            if (stop.asText().isEmpty()) {
                return Optional.of("1 validation error detected: Value at 'inferenceConfig.stopSequences' failed to "
                        + "satisfy constraint: Member must satisfy constraint: [Member must have length greater than or "
                        + "equal to 1]");
            }
        }
        return stops.size() > STOPS_MAX
                ? Optional.of("1 validation error detected: Value at 'inferenceConfig.stopSequences' failed to satisfy "
                        + "constraint: Member must have length less than or equal to " + STOPS_MAX)
                : Optional.empty();
    }

    private static Optional<String> system(ConverseRequest request) {
        JsonNode system = request.body().path("system");
        for (int i = 0; i < system.size(); i++) {
            String path = "system." + i;
            JsonNode block = system.path(i);
            Optional<String> unknown = ConverseRule.unknown(block, Set.of("text", "cachePoint", "guardContent"), path);
            if (unknown.isPresent()) {
                return unknown;
            }
            if (block.has("text") && block.path("text").asText().isBlank()) {
                return Optional.of("The text field in the SystemContentBlock object at " + path
                        + " is blank. Add text to the text field, and try again.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> format(ConverseRequest request) {
        JsonNode format = request.body().path("outputConfig").path("textFormat");
        if (format.isMissingNode()) {
            return Optional.empty();
        }
        if (!format.path("type").asText().equals("json_schema")) {
            return Optional.of(
                    "1 validation error detected: Value '" + format.path("type").asText()
                            + "' at 'outputConfig.textFormat.type' failed to satisfy constraint: Member must satisfy enum value "
                            + "set: [json_schema]");
        }
        JsonNode schema = format.path("structure").path("jsonSchema").path("schema");
        return schema.isTextual()
                ? Optional.empty()
                : Optional.of(
                        "outputConfig.textFormat.structure.jsonSchema.schema: must be a JSON document as a string");
    }

    private static Optional<String> cachePoints(ConverseRequest request, JsonNode node) {
        if (node.has("cachePoint")) {
            if (!request.traits().cachePoints()) {
                return Optional.of("You invoked an unsupported model or your request did not allow prompt caching. See "
                        + "the documentation for more information.");
            }
            if (!node.path("cachePoint").path("type").asText().equals("default")) {
                return Optional.of(
                        "1 validation error detected: Value at 'cachePoint.type' failed to satisfy constraint: "
                                + "Member must satisfy enum value set: [default]");
            }
        }
        for (JsonNode child : node) {
            Optional<String> fault = cachePoints(request, child);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
