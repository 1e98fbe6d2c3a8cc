package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How honestly usage is told: providers have left it out and sent nonsense. */
public enum UsageForm {
    HONEST,
    MISSING,
    NEGATIVE,
    HUGE,
    TEXT;

    /** Puts a usage object, or what this form makes of it, into the answer. */
    public void put(ObjectNode answer, ObjectNode usage) {
        put(answer, "usage", usage);
    }

    public void put(ObjectNode answer, String field, ObjectNode usage) {
        if (this != MISSING) {
            answer.set(field, bent(usage));
        }
    }

    private JsonNode bent(JsonNode node) {
        if (this == HONEST) {
            return node;
        }
        if (node.isNumber()) {
            return switch (this) {
                case NEGATIVE -> JsonNodeFactory.instance.numberNode(-1 - node.asLong());
                case HUGE -> JsonNodeFactory.instance.numberNode(1_000_000_000_000L);
                case TEXT -> JsonNodeFactory.instance.textNode("many");
                case HONEST, MISSING -> node;
            };
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(p -> copy.set(p.getKey(), bent(p.getValue())));
            return copy;
        }
        return node;
    }
}
