package org.modelgate.deploy.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the strict mode doesn't like about a schema. */
public final class StrictSchema {

    private StrictSchema() {}

    public static Optional<String> fault(JsonNode node) {
        if (node.path("properties").isObject()) {
            if (!node.has("additionalProperties")
                    || node.path("additionalProperties").asBoolean(true)) {
                return Optional.of("In context=(), 'additionalProperties' is required to be supplied and to be false.");
            }
            for (var property : node.path("properties").properties()) {
                boolean listed = StreamSupport.stream(node.path("required").spliterator(), false)
                        .anyMatch(name -> name.asText().equals(property.getKey()));
                if (!listed) {
                    return Optional.of("In context=(), 'required' is required to be supplied and to be an array "
                            + "including every key in properties. Missing '" + property.getKey() + "'.");
                }
            }
        }
        for (JsonNode child : node) {
            Optional<String> fault = fault(child);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
