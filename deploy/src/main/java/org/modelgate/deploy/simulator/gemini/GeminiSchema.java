package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The subset of OpenAPI's schemas that {@code parameters} and {@code responseSchema} are written in. */
final class GeminiSchema {

    private static final Set<String> KEYS = Set.of(
            "type",
            "format",
            "title",
            "description",
            "nullable",
            "enum",
            "items",
            "properties",
            "required",
            "anyOf",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "pattern",
            "example",
            "default",
            "propertyOrdering");
    private static final Set<String> TYPES = Set.of("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT");

    private GeminiSchema() {}

    /** What isn't right about a schema, and where. */
    static Optional<String> fault(JsonNode schema, String path, boolean mayBeEmpty) {
        for (var field : schema.properties()) {
            if (!KEYS.contains(field.getKey())) {
                return Optional.of(GeminiRule.unknownName(field.getKey(), path));
            }
        }
        JsonNode type = schema.path("type");
        if (schema.has("type") && !type.isTextual()) {
            return Optional.of("Invalid JSON payload received. Unknown name \"type\" at '" + path
                    + "': Proto field is not repeating, cannot start list.");
        }
        String word = type.asText().toUpperCase(Locale.ROOT);
        if (schema.has("type") && !TYPES.contains(word)) {
            return Optional.of("Invalid value at '" + path + ".type' (type.googleapis.com/google.ai.generativelanguage."
                    + "v1beta.Type), \"" + type.asText() + "\"");
        }
        if (word.equals("OBJECT") && !mayBeEmpty && schema.path("properties").isEmpty()) {
            return Optional.of("* GenerateContentRequest." + path + ".properties: should be non-empty for OBJECT type");
        }
        return enums(schema, path).or(() -> children(schema, path));
    }

    private static Optional<String> enums(JsonNode schema, String path) {
        JsonNode values = schema.path("enum");
        for (int i = 0; i < values.size(); i++) {
            String at = path + ".enum[" + i + ']';
            if (!values.path(i).isTextual()) {
                return Optional.of("Invalid value at '" + at + "' (TYPE_STRING), " + values.path(i));
            }
            if (values.path(i).asText().isEmpty()) {
                return Optional.of("* GenerateContentRequest." + at + ": cannot be empty");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> children(JsonNode schema, String path) {
        for (var property : schema.path("properties").properties()) {
            Optional<String> fault = fault(property.getValue(), path + ".properties[" + property.getKey() + ']', true);
            if (fault.isPresent()) {
                return fault;
            }
        }
        for (int i = 0; i < schema.path("anyOf").size(); i++) {
            Optional<String> fault = fault(schema.path("anyOf").path(i), path + ".any_of[" + i + ']', true);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return schema.has("items") ? fault(schema.path("items"), path + ".items", true) : Optional.empty();
    }

    /** The same with lower-case types, as JSON Schema has them. */
    static JsonNode asJsonSchema(JsonNode schema) {
        if (schema.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            schema.forEach(item -> copy.add(asJsonSchema(item)));
            return copy;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode copy = object.objectNode();
        object.properties().forEach(field -> {
            boolean type = field.getKey().equals("type") && field.getValue().isTextual();
            if (type) {
                copy.put("type", field.getValue().asText().toLowerCase(Locale.ROOT));
            } else {
                copy.set(field.getKey(), asJsonSchema(field.getValue()));
            }
        });
        return copy;
    }
}
