package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;

/** One thing that the API checks. */
@FunctionalInterface
interface GeminiRule {

    /** What is wrong, in the API's words. */
    Optional<String> fault(GeminiRequest request);

    static Refusal invalid(String message) {
        return new Refusal(400, "INVALID_ARGUMENT", message);
    }

    /** @param path where it stands, empty at the top */
    static String unknownName(String name, String path) {
        String where = path.isEmpty() ? "" : " at '" + path + '\'';
        return "Invalid JSON payload received. Unknown name \"" + name + '"' + where + ": Cannot find field.";
    }

    static Optional<String> unknown(JsonNode object, Set<String> known, String path) {
        return object.properties().stream()
                .map(field -> field.getKey())
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> unknownName(name, path));
    }
}
