package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A request with what the rules and the reader keep asking of it.
 *
 * @param body of a request to generate; of one to count, the one that it wraps where it wraps one
 */
record GeminiRequest(GeminiPath path, ObjectNode body, boolean wrapped) {

    static GeminiRequest of(GeminiPath path, ObjectNode body) {
        return path.counts() && body.path("generateContentRequest") instanceof ObjectNode inner
                ? new GeminiRequest(path, inner, true)
                : new GeminiRequest(path, body, false);
    }

    GeminiTraits traits() {
        return GeminiTraits.of(path.model());
    }

    JsonNode contents() {
        return body.path("contents");
    }

    JsonNode config() {
        return body.path("generationConfig");
    }

    /** Absent means the user's. */
    static boolean isModels(JsonNode content) {
        return content.path("role").asText().equals("model");
    }

    /** The parts of a content of this kind. */
    static List<JsonNode> parts(JsonNode content, String kind) {
        List<JsonNode> found = new ArrayList<>();
        content.path("parts").forEach(part -> {
            if (part.hasNonNull(kind)) {
                found.add(part);
            }
        });
        return found;
    }

    List<JsonNode> functions() {
        List<JsonNode> functions = new ArrayList<>();
        body.path("tools").forEach(tool -> tool.path("functionDeclarations").forEach(functions::add));
        return functions;
    }

    /** The schema of a declaration, in whichever of the two fields; a missing node when it has none. */
    static JsonNode schema(JsonNode declaration) {
        return declaration.hasNonNull("parametersJsonSchema")
                ? declaration.path("parametersJsonSchema")
                : GeminiSchema.asJsonSchema(declaration.path("parameters"));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
