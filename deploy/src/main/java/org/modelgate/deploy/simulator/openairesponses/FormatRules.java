package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;
import org.modelgate.deploy.simulator.openai.StrictSchema;

/** {@code text.format}. */
final class FormatRules {

    private static final String PATH = "text.format";
    private static final Set<String> TYPES = Set.of("text", "json_object", "json_schema");
    private static final Set<String> FIELDS = Set.of("type", "name", "schema", "strict", "description");

    static final List<ResponsesRule> ALL = List.of(FormatRules::format);

    private FormatRules() {}

    private static Optional<Refusal> format(ResponsesRequest request) {
        JsonNode format = request.body().path("text").path("format");
        if (format.isMissingNode() || format.isNull()) {
            return Optional.empty();
        }
        String type = format.path("type").asText();
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_schema" -> schema(format);
            case "json_object" ->
                request.body().path("input").toString().toLowerCase(Locale.ROOT).contains("json")
                        ? Optional.empty()
                        : Invalid.because(
                                "Response input messages must contain the word 'json' in some form to use "
                                        + "'text.format' of type 'json_object'.",
                                null,
                                "input");
            default -> Invalid.value(PATH + ".type", type, TYPES);
        };
    }

    private static Optional<Refusal> schema(JsonNode format) {
        for (String name : List.of("name", "schema")) {
            if (!format.hasNonNull(name)) {
                return Invalid.missing(PATH + '.' + name);
            }
        }
        for (var field : format.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                return Invalid.unknown(PATH + '.' + field.getKey());
            }
        }
        if (!format.path("strict").asBoolean()) {
            return Optional.empty();
        }
        String name = format.path("name").asText();
        return StrictSchema.fault(format.path("schema"))
                .flatMap(why -> Invalid.because(
                        "Invalid schema for response_format '" + name + "': " + why,
                        "invalid_json_schema",
                        PATH + ".schema"));
    }
}
