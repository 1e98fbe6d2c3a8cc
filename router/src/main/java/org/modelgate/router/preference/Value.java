package org.modelgate.router.preference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/** A value of a request and its path, which every complaint names; the value itself is never shown. Null counts as absent. */
record Value(JsonNode node, String path) {

    GatewayException invalid(String problem) {
        return GatewayError.invalid(path, problem).asException();
    }

    GatewayException unsupported() {
        return invalid("is not supported by this gateway");
    }

    boolean isText() {
        return node.isTextual();
    }

    boolean isObject() {
        return node.isObject();
    }

    boolean isArray() {
        return node.isArray();
    }

    boolean isNumber() {
        return node.isNumber();
    }

    /** The members that aren't null, in order. */
    Map<String, Value> members() {
        if (!node.isObject()) {
            throw invalid("must be an object");
        }
        Map<String, Value> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getValue().isNull()) {
                members.put(member.getKey(), new Value(member.getValue(), path + "." + member.getKey()));
            }
        }
        return members;
    }

    List<Value> items() {
        if (!node.isArray()) {
            throw invalid("must be an array");
        }
        List<Value> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Value(node.get(i), path + "[" + i + "]"));
        }
        return items;
    }

    String text() {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw invalid("must be a non-empty string");
        }
        return node.textValue().strip();
    }

    List<String> texts() {
        return items().stream().map(Value::text).toList();
    }

    boolean flag() {
        if (!node.isBoolean()) {
            throw invalid("must be true or false");
        }
        return node.booleanValue();
    }

    int integer(int min, int max) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
            throw invalid("must be an integer from " + min + " to " + max);
        }
        return node.intValue();
    }

    BigDecimal positive() {
        BigDecimal number = node.isNumber() ? node.decimalValue() : BigDecimal.ZERO;
        if (number.signum() <= 0) {
            throw invalid("must be a number above 0");
        }
        return number;
    }

    /** The value as JSON text. */
    String json() {
        return node.toString();
    }
}
