package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.modelgate.common.json.Json;

/** Trees of JSON that is known to be valid, or may be anything. */
final class GeminiJson {
    private GeminiJson() {}

    /** Raw JSON of the canonical model; what isn't an object is taken for an empty one. */
    static ObjectNode object(String json) {
        try {
            return Json.mapper().readTree(json) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }

    /** What a provider sent; a missing node if it is no JSON: a body of a proxy, or one that was cut. */
    static JsonNode anything(byte[] bytes) {
        try {
            JsonNode tree = Json.mapper().readTree(bytes);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
