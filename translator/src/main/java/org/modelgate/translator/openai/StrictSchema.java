package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.common.json.Json;

/** JSON Schemas of tools and answers: what OpenAI asks of strict ones. */
public final class StrictSchema {
    /** Schema of a function without parameters. */
    public static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private static final int DEPTH_MAX = 10;
    private static final List<String> FORBIDDEN = List.of(
            "allOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties");

    private StrictSchema() {}

    public static JsonNode parse(String schemaJson) {
        try {
            return Json.mapper().readTree(schemaJson);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a schema is raw JSON", e);
        }
    }

    /** The schema with the {@code type} that OpenAI insists on; as it is if it has one. */
    public static String typed(String schemaJson) {
        JsonNode schema = parse(schemaJson);
        if (!(schema instanceof ObjectNode object) || object.has("type")) {
            return schemaJson;
        }
        return object.put("type", "object").toString();
    }

    public static boolean conforms(String schemaJson) {
        JsonNode root = parse(schemaJson);
        return root.path("type").asText().equals("object") && !root.has("anyOf") && conforms(root, 0);
    }

    private static boolean conforms(JsonNode schema, int depth) {
        if (depth > DEPTH_MAX || FORBIDDEN.stream().anyMatch(schema::has)) {
            return false;
        }
        if (isObject(schema) && !closed(schema)) {
            return false;
        }
        for (String holder : List.of("properties", "$defs", "definitions")) {
            for (JsonNode property : schema.path(holder)) {
                if (!conforms(property, depth + 1)) {
                    return false;
                }
            }
        }
        for (JsonNode variant : schema.path("anyOf")) {
            if (!conforms(variant, depth + 1)) {
                return false;
            }
        }
        return !schema.path("items").isObject() || conforms(schema.path("items"), depth + 1);
    }

    private static boolean isObject(JsonNode schema) {
        boolean listed = false;
        for (JsonNode type : schema.path("type")) {
            listed |= type.asText().equals("object");
        }
        return listed || schema.path("type").asText().equals("object") || schema.has("properties");
    }

    private static boolean closed(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        Set<String> properties = new HashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(properties::add);
        JsonNode additional = schema.path("additionalProperties");
        return additional.isBoolean() && !additional.asBoolean() && required.equals(properties);
    }
}
