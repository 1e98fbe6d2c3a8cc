package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Arithmetic with {@code usage} objects, whatever figures they hold. Pure: arguments aren't changed. */
final class UsageSum {
    private UsageSum() {}

    /** What a round used by its first event and the later one, whose figures are cumulative and replace earlier ones. */
    static ObjectNode latest(ObjectNode first, JsonNode later) {
        ObjectNode result = first.deepCopy();
        for (Map.Entry<String, JsonNode> member : later.properties()) {
            JsonNode known = result.path(member.getKey());
            JsonNode value = member.getValue();
            if (known instanceof ObjectNode object && value.isObject()) {
                result.set(member.getKey(), latest(object, value));
            } else if (!value.isNull() || known.isMissingNode()) {
                result.set(member.getKey(), value);
            }
        }
        return result;
    }

    /** What two rounds used together; text is that of the second. */
    static ObjectNode plus(ObjectNode one, JsonNode other) {
        ObjectNode result = one.deepCopy();
        for (Map.Entry<String, JsonNode> member : other.properties()) {
            JsonNode known = result.path(member.getKey());
            if (!known.isMissingNode() && !known.isNull()) {
                result.set(member.getKey(), plusValue(known, member.getValue()));
            } else {
                result.set(member.getKey(), member.getValue());
            }
        }
        return result;
    }

    private static JsonNode plusValue(JsonNode known, JsonNode value) {
        if (known.isIntegralNumber() && value.isIntegralNumber()) {
            return LongNode.valueOf(known.asLong() + value.asLong());
        }
        if (known instanceof ObjectNode object && value.isObject()) {
            return plus(object, value);
        }
        if (known instanceof ArrayNode array && value instanceof ArrayNode more) {
            return array.deepCopy().addAll(more);
        }
        return value.isNull() ? known : value;
    }
}
