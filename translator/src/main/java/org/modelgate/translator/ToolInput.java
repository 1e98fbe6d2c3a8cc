package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.common.json.Json;

/** Arguments as other dialects write them, as the object that some APIs want. */
public final class ToolInput {
    private static final ObjectReader WHOLE =
            Json.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ToolInput() {}

    /** No text is an empty object; what isn't an object is kept as text, for a whole history must not fail on it. */
    public static ObjectNode parse(String arguments) {
        if (arguments.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode parsed = WHOLE.readTree(arguments);
            if (parsed instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // made by a model: kept as it is, below
        }
        return JsonNodeFactory.instance.objectNode().put("raw_arguments", SurrogateGuard.repair(arguments));
    }
}
