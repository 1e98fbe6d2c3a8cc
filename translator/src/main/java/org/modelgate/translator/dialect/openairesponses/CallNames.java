package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;

/** How calls in a provider's output are named and wrapped in the canonical model. */
final class CallNames {
    static final String INPUT_HEAD = "{\"input\":\"";
    static final String INPUT_TAIL = "\"}";

    private CallNames() {}

    /** The tool's name with its namespace in front; empty if there is none. */
    static String of(JsonNode call) {
        String name = call.path("name").asText("");
        String namespace = call.path("namespace").asText("");
        return namespace.isEmpty() || name.isEmpty() ? name : namespace + "__" + name;
    }
}
