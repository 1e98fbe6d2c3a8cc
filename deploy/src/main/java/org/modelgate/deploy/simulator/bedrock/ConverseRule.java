package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** One thing that Converse checks. */
@FunctionalInterface
interface ConverseRule {

    /** What is wrong, in the API's words. */
    Optional<String> fault(ConverseRequest request);

    /** Complains about a member that the service's model doesn't have. */
    static Optional<String> unknown(JsonNode object, Set<String> known, String path) {
        return object.properties().stream()
                .map(field -> field.getKey())
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> "simulator: there is no member " + name + " at " + path);
    }

    static Optional<String> required(JsonNode object, String name, String path) {
        return object.hasNonNull(name)
                ? Optional.empty()
                : Optional.of("1 validation error detected: Value at '" + path + '.' + name
                        + "' failed to satisfy constraint: Member must not be null");
    }
}
