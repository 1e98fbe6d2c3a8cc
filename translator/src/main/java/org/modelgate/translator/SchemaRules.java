package org.modelgate.translator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes JSON Schemas of other dialects acceptable. Changes the given trees in place. */
public final class SchemaRules {
    private static final List<String> UNIONS = List.of("anyOf", "oneOf", "allOf");
    private static final Set<String> UNSUPPORTED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");

    private SchemaRules() {}

    /** The schema of a tool's input must be an object's, without a choice at its top. True if its meaning was approximated. */
    public static boolean fixToolSchema(ObjectNode schema) {
        boolean merged = false;
        for (String union : UNIONS) {
            if (schema.path(union).isArray()) {
                merge(schema, (ArrayNode) schema.remove(union), union.equals("allOf"));
                merged = true;
            }
        }
        if (!schema.path("type").asText().equals("object")) {
            schema.put("type", "object");
        }
        if (!schema.has("properties")) {
            schema.putObject("properties");
        }
        return merged;
    }

    /** One object with the properties of all; of a choice only those are required that every branch requires. */
    private static void merge(ObjectNode schema, ArrayNode branches, boolean all) {
        ObjectNode properties =
                schema.path("properties") instanceof ObjectNode own ? own : schema.putObject("properties");
        Set<String> required = new LinkedHashSet<>();
        boolean first = true;
        for (JsonNode branch : branches) {
            branch.path("properties").properties().forEach(p -> {
                if (!properties.has(p.getKey())) {
                    properties.set(p.getKey(), p.getValue());
                }
            });
            Set<String> names = new LinkedHashSet<>();
            branch.path("required").forEach(n -> names.add(n.asText()));
            if (first || all) {
                required.addAll(names);
            } else {
                required.retainAll(names);
            }
            first = false;
        }
        schema.path("required").forEach(n -> required.add(n.asText()));
        if (!required.isEmpty()) {
            ArrayNode array = schema.putArray("required");
            required.forEach(array::add);
        }
    }

    /** For strict output: objects closed, limits that aren't supported told in the description. */
    public static void makeStrict(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(SchemaRules::makeStrict);
        } else if (node instanceof ObjectNode schema) {
            describeLimits(schema);
            if (schema.path("type").asText().equals("object")
                    || schema.path("properties").isObject()) {
                schema.put("additionalProperties", false);
            }
            for (Map.Entry<String, JsonNode> member : schema.properties()) {
                switch (member.getKey()) {
                    case "properties", "$defs", "definitions" ->
                        member.getValue().forEach(SchemaRules::makeStrict);
                    case "enum", "const", "default", "examples" -> {
                        // values, not schemas
                    }
                    default -> makeStrict(member.getValue());
                }
            }
        }
    }

    private static void describeLimits(ObjectNode schema) {
        List<String> limits = new ArrayList<>();
        for (String name : List.copyOf(UNSUPPORTED).stream().sorted().toList()) {
            JsonNode limit = schema.get(name);
            boolean supported = name.equals("minItems") && limit != null && limit.asInt() <= 1;
            if (limit != null && limit.isValueNode() && !supported) {
                limits.add(name + ": " + limit.asText());
                schema.remove(name);
            }
        }
        if (!limits.isEmpty()) {
            String before = schema.path("description").asText("");
            schema.put("description", (before.isEmpty() ? "" : before + " ") + "(" + String.join(", ", limits) + ")");
        }
    }
}
