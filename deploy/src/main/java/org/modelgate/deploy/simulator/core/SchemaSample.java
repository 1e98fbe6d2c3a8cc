package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes a value that satisfies a JSON schema, simply: every property is present, every array as short as it may be, and
 * {@code pattern}, {@code not} and conditionals are not looked at.
 */
public final class SchemaSample {

    private static final int DEPTH_MAX = 12;
    private static final int ITEMS_MAX = 100;
    private static final int LENGTH_MAX = 10_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JsonNode root;
    private final Words words;

    private SchemaSample(JsonNode root, long seed) {
        this.root = root;
        this.words = new Words(seed);
    }

    public static JsonNode of(JsonNode schema, long seed) {
        return new SchemaSample(schema, seed).value(schema, "value", 0);
    }

    private JsonNode value(JsonNode given, String name, int depth) {
        if (depth > DEPTH_MAX) {
            return JSON.nullNode();
        }
        JsonNode schema = resolve(given);
        if (schema.has("const")) {
            return schema.path("const");
        }
        JsonNode choices = schema.path("enum");
        if (!choices.isEmpty()) {
            return choices.path(words.below(choices.size()));
        }
        for (String union : new String[] {"anyOf", "oneOf"}) {
            if (!schema.path(union).isEmpty()) {
                return value(schema.path(union).path(0), name, depth + 1);
            }
        }
        if (!schema.path("allOf").isEmpty()) {
            return value(merged(schema), name, depth + 1);
        }
        return typed(schema, name, depth);
    }

    private JsonNode typed(JsonNode schema, String name, int depth) {
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> JSON.numberNode(number(schema));
            case "number" -> JSON.numberNode(number(schema) + 0.5);
            case "boolean" -> JSON.booleanNode(words.below(2) == 0);
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(text(schema, name));
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asText().equals("null")) {
                    return one.asText();
                }
            }
            return "null";
        }
        if (type.isTextual()) {
            return type.asText();
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private JsonNode resolve(JsonNode schema) {
        JsonNode at = schema;
        for (int hops = 0; at.path("$ref").isTextual() && hops < DEPTH_MAX; hops++) {
            String ref = at.path("$ref").asText();
            at = ref.startsWith("#/") ? root.at(ref.substring(1)) : ref.equals("#") ? root : JSON.objectNode();
        }
        return at;
    }

    private JsonNode merged(JsonNode schema) {
        ObjectNode merged = JSON.objectNode();
        ObjectNode properties = JSON.objectNode();
        for (JsonNode part : schema.path("allOf")) {
            JsonNode resolved = resolve(part);
            if (resolved instanceof ObjectNode object) {
                merged.setAll(object);
            }
            if (resolved.path("properties") instanceof ObjectNode more) {
                properties.setAll(more);
            }
        }
        if (schema.path("properties") instanceof ObjectNode own) {
            properties.setAll(own);
        }
        if (!properties.isEmpty()) {
            merged.set("properties", properties);
        }
        return merged;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties")
                .properties()
                .forEach(p -> object.set(p.getKey(), value(p.getValue(), p.getKey(), depth + 1)));
        schema.path("required").forEach(name -> {
            if (!object.has(name.asText())) {
                object.put(name.asText(), words.next());
            }
        });
        return object;
    }

    private ArrayNode array(JsonNode schema, String name, int depth) {
        ArrayNode array = JSON.arrayNode();
        int size = Math.max(
                schema.path("maxItems").asInt(1) == 0 ? 0 : 1,
                Math.min(ITEMS_MAX, schema.path("minItems").asInt(0)));
        for (int i = 0; i < size; i++) {
            JsonNode items = schema.path("prefixItems").has(i)
                    ? schema.path("prefixItems").path(i)
                    : schema.path("items");
            array.add(value(items, name, depth + 1));
        }
        return array;
    }

    private long number(JsonNode schema) {
        long least =
                schema.path("exclusiveMinimum").asLong(schema.path("minimum").asLong(0) - 1) + 1;
        long most =
                schema.path("exclusiveMaximum").asLong(schema.path("maximum").asLong(least + 100) + 1) - 1;
        long step = Math.max(1, schema.path("multipleOf").asLong(1));
        long wanted = least + words.below(Math.clamp(most - least + 1, 1, 1000));
        return Math.clamp(Math.ceilDiv(wanted, step) * step, least, Math.max(least, most));
    }

    private String text(JsonNode schema, String name) {
        String text = switch (schema.path("format").asText()) {
            case "date" -> "2026-01-02";
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "time" -> "03:04:05Z";
            case "duration" -> "PT5M";
            case "email" -> words.next() + "@example.com";
            case "uri" -> "https://example.com/" + words.next();
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            case "ipv4" -> "192.0.2.1";
            case "hostname" -> "example.com";
            default -> name + " " + words.next();
        };
        int least = Math.min(LENGTH_MAX, schema.path("minLength").asInt(0));
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        String padded = text + "x".repeat(Math.max(0, least - text.length()));
        return padded.length() > most ? padded.substring(0, most) : padded;
    }
}
