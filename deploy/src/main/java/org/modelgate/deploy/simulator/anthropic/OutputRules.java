package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** {@code output_config}: effort and the schema of structured output. */
final class OutputRules {

    private static final List<String> UNSUPPORTED =
            List.of("minimum", "maximum", "multipleOf", "minLength", "maxLength", "maxItems");

    static final List<Rule> ALL = List.of(OutputRules::effort, OutputRules::format);

    private OutputRules() {}

    private static Optional<String> effort(AnthropicRequest request) {
        JsonNode effort = request.body().path("output_config").path("effort");
        return FieldRules.oneOf("output_config.effort", effort, "low", "medium", "high", "xhigh", "max");
    }

    private static Optional<String> format(AnthropicRequest request) {
        JsonNode format = AnthropicReader.format(request);
        if (format.isMissingNode() || format.isNull()) {
            return Optional.empty();
        }
        boolean schemaWanted = format.path("type").asText().equals("json_schema");
        if (!schemaWanted) {
            return Optional.of("output_config.format.type: Input should be 'json_schema'");
        }
        return format.path("schema").isObject()
                ? schema(format.path("schema"))
                : Optional.of("output_config.format.schema: Field required");
    }

    private static Optional<String> schema(JsonNode node) {
        if (node.path("type").asText().equals("object")
                && !(node.path("additionalProperties").isBoolean()
                        && !node.path("additionalProperties").asBoolean())) {
            return Optional.of("output_config.format.schema: For 'object' type, 'additionalProperties' must be "
                    + "explicitly set to false");
        }
        for (String keyword : UNSUPPORTED) {
            if (node.path(keyword).isNumber()) {
                return Optional.of("output_config.format.schema: For '"
                        + node.path("type").asText() + "' type, property '" + keyword + "' is not supported");
            }
        }
        for (JsonNode child : node) {
            Optional<String> fault = schema(child);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
