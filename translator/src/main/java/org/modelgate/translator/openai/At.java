package org.modelgate.translator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/** A place in a request: a value and its path, which every complaint names. Null counts as absent. */
public record At(JsonNode node, String path) {

    public At get(String name) {
        return new At(node.path(name), path.isEmpty() ? name : path + "." + name);
    }

    public boolean present() {
        return !node.isMissingNode() && !node.isNull();
    }

    public GatewayException invalid(String problem) {
        return GatewayError.invalid(path, problem).asException();
    }

    public At object() {
        if (!node.isObject()) {
            throw invalid(present() ? "must be an object" : "is required");
        }
        return this;
    }

    /** The elements; none if it is absent. */
    public List<At> items() {
        if (!present()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw invalid("must be an array");
        }
        List<At> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new At(node.get(i), path + "[" + i + "]"));
        }
        return items;
    }

    public String string() {
        if (!node.isTextual()) {
            throw invalid(present() ? "must be a string" : "is required");
        }
        return node.asText();
    }

    public String name() {
        String value = string();
        if (value.isEmpty()) {
            throw invalid("must not be empty");
        }
        return value;
    }

    public @Nullable String stringOrNull() {
        return present() ? string() : null;
    }

    public @Nullable String oneOfOrNull(List<String> values) {
        String value = stringOrNull();
        if (value != null && !values.contains(value)) {
            throw invalid("must be one of " + String.join(", ", values));
        }
        return value;
    }

    public boolean flag() {
        return Objects.equals(flagOrNull(), true);
    }

    public @Nullable Boolean flagOrNull() {
        if (!present()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw invalid("must be true or false");
        }
        return node.asBoolean();
    }

    public @Nullable Long integerOrNull(long min, long max) {
        if (!present()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw invalid("must be an integer");
        }
        long value = node.asLong();
        if (value < min || value > max) {
            throw invalid("must be between " + min + " and " + max);
        }
        return value;
    }

    public @Nullable BigDecimal numberOrNull(int min, int max) {
        if (!present()) {
            return null;
        }
        if (!node.isNumber()) {
            throw invalid("must be a number");
        }
        BigDecimal value = node.decimalValue();
        if (value.compareTo(BigDecimal.valueOf(min)) < 0 || value.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw invalid("must be between " + min + " and " + max);
        }
        return value;
    }
}
