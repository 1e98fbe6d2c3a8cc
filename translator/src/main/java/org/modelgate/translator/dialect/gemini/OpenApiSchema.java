package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema as the subset of OpenAPI that models before Gemini 2.5 take: one type, no references, no null, enums of
 * strings. One instance for each schema.
 */
final class OpenApiSchema {
    private static final int DEPTH_MAX = 16;
    private static final List<String> KEPT = List.of(
            "description", "nullable", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "title");
    private static final Set<String> FORMATS = Set.of("int32", "int64", "float", "double", "date-time");
    /** Keywords whose loss lets more through than the schema says. */
    private static final List<String> LOST =
            List.of("not", "if", "then", "else", "patternProperties", "prefixItems", "dependentRequired", "pattern");

    private final JsonNode root;
    private boolean lossy;

    OpenApiSchema(JsonNode root) {
        this.root = root;
    }

    /** Null for an object without properties: a function of no arguments has no parameters at all. */
    @Nullable ObjectNode convert() {
        ObjectNode converted = convert(root, 0);
        boolean empty = converted.path("type").asText().equals("object") && !converted.has("properties");
        return empty ? null : converted;
    }

    /** Whether rules of the schema were lost. */
    boolean lossy() {
        return lossy;
    }

    private ObjectNode convert(JsonNode given, int depth) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        JsonNode schema = resolved(given);
        if (depth > DEPTH_MAX || !schema.isObject()) {
            lossy |= depth > DEPTH_MAX;
            return out.put("type", "object");
        }
        lossy |= LOST.stream().anyMatch(schema::has);
        if (schema.path("allOf").isArray()) {
            schema = merged((ObjectNode) schema);
        }
        JsonNode choice = schema.path("anyOf").isArray() ? schema.path("anyOf") : schema.path("oneOf");
        List<JsonNode> branches = choice.isArray() ? nonNull(choice) : typed(schema);
        boolean nullable = choice.isArray() ? branches.size() < choice.size() : allowsNull(schema);
        if (branches.size() == 1) {
            out = choice.isArray() ? convert(branches.getFirst(), depth + 1) : plain(branches.getFirst(), depth);
        } else if (branches.isEmpty()) {
            out.put("type", "string");
        } else {
            ArrayNode any = out.putArray("anyOf");
            for (JsonNode branch : branches) {
                ObjectNode one = choice.isArray() ? convert(branch, depth + 1) : plain(branch, depth);
                any.add(nullable ? one.put("nullable", true) : one);
            }
            return out;
        }
        if (choice.isArray() && schema.has("description") && !out.has("description")) {
            out.set("description", schema.get("description"));
        }
        return nullable ? out.put("nullable", true) : out;
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode at = schema;
        for (int i = 0; i < DEPTH_MAX && at.path("$ref").isTextual(); i++) {
            String ref = at.path("$ref").asText();
            at = ref.startsWith("#") ? root.at(ref.substring(1)) : JsonNodeFactory.instance.missingNode();
        }
        return at;
    }

    /** One object with the members of all. */
    private ObjectNode merged(ObjectNode schema) {
        lossy = true;
        ObjectNode merged = schema.deepCopy();
        JsonNode all = merged.remove("allOf");
        for (JsonNode part : all) {
            resolved(part).properties().forEach(member -> {
                JsonNode there = merged.get(member.getKey());
                if (there instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
                    object.setAll(more);
                } else if (there instanceof ArrayNode array && member.getValue() instanceof ArrayNode more) {
                    array.addAll(more);
                } else if (there == null) {
                    merged.set(member.getKey(), member.getValue().deepCopy());
                }
            });
        }
        return merged;
    }

    private static List<JsonNode> nonNull(JsonNode choice) {
        List<JsonNode> branches = new ArrayList<>();
        for (JsonNode branch : choice) {
            if (!branch.path("type").asText().equals("null")) {
                branches.add(branch);
            }
        }
        return branches;
    }

    private static boolean allowsNull(JsonNode schema) {
        boolean listed = false;
        for (JsonNode type : schema.path("type")) {
            listed |= type.asText().equals("null");
        }
        for (JsonNode value : schema.path("enum")) {
            listed |= value.isNull();
        }
        return listed;
    }

    /** The schema once for each of its types. */
    private static List<JsonNode> typed(JsonNode schema) {
        if (!schema.path("type").isArray()) {
            return List.of(schema);
        }
        List<JsonNode> schemas = new ArrayList<>();
        for (JsonNode type : schema.path("type")) {
            if (!type.asText().equals("null")) {
                schemas.add(((ObjectNode) schema.deepCopy()).set("type", type));
            }
        }
        return schemas;
    }

    private ObjectNode plain(JsonNode schema, int depth) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        String type = type(schema);
        out.put("type", type);
        KEPT.forEach(name -> copy(schema, out, name));
        if (FORMATS.contains(schema.path("format").asText(""))) {
            copy(schema, out, "format");
        }
        values(schema, out);
        if (type.equals("array")) {
            out.set("items", convert(schema.path("items"), depth + 1));
        }
        if (type.equals("object") && !schema.path("properties").isEmpty()) {
            properties(schema, out, depth);
        }
        return out;
    }

    private static void copy(JsonNode from, ObjectNode to, String name) {
        if (from.path(name).isValueNode()) {
            to.set(name, from.get(name));
        }
    }

    private static String type(JsonNode schema) {
        boolean values = schema.has("enum") || schema.has("const");
        String named = schema.path("type").asText("");
        if (values) {
            return "string";
        }
        if (!named.isEmpty() && !named.equals("null")) {
            return named;
        }
        return schema.has("items") ? "array" : schema.has("properties") ? "object" : "string";
    }

    /** Only strings are allowed as values, and no empty one. */
    private static void values(JsonNode schema, ObjectNode out) {
        List<String> values = new ArrayList<>();
        if (schema.has("const")) {
            values.add(schema.path("const").asText());
        }
        for (JsonNode value : schema.path("enum")) {
            if (!value.isNull() && !value.asText().isEmpty()) {
                values.add(value.asText());
            }
        }
        if (!values.isEmpty()) {
            ArrayNode array = out.putArray("enum");
            values.forEach(array::add);
        }
    }

    private void properties(JsonNode schema, ObjectNode out, int depth) {
        ObjectNode properties = out.putObject("properties");
        schema.path("properties")
                .properties()
                .forEach(property -> properties.set(property.getKey(), convert(property.getValue(), depth + 1)));
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (JsonNode name : schema.path("required")) {
            if (properties.has(name.asText())) {
                required.add(name.asText());
            }
        }
        if (!required.isEmpty()) {
            out.set("required", required);
        }
    }
}
