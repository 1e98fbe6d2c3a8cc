package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.json.Json;

/** A value of the client's body with its path, as the API names it in errors: {@code messages.0.content.1.text}. */
record Field(JsonNode node, String path) {
    Field get(String name) {
        return new Field(node.path(name), path.isEmpty() ? name : path + "." + name);
    }

    /** Absent and null are the same. */
    boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    String type() {
        return get("type").text();
    }

    String text() {
        if (absent()) {
            throw invalid("Field required");
        }
        if (!node.isTextual()) {
            throw invalid("must be a string");
        }
        return node.textValue();
    }

    @Nullable String textOrNull() {
        return absent() ? null : text();
    }

    boolean flag() {
        if (absent()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw invalid("must be true or false");
        }
        return node.booleanValue();
    }

    @Nullable Long integerOrNull(long min) {
        if (absent()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw invalid("must be an integer");
        }
        if (node.longValue() < min) {
            throw invalid("must be greater than or equal to " + min);
        }
        return node.longValue();
    }

    @Nullable BigDecimal numberOrNull(int min, int max) {
        if (absent()) {
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

    /** The items of an array; none if it is absent. */
    List<Field> items() {
        if (absent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw invalid("must be an array");
        }
        List<Field> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Field(node.get(i), path + "." + i));
        }
        return items;
    }

    Field object() {
        if (absent()) {
            throw invalid("Field required");
        }
        if (!node.isObject()) {
            throw invalid("must be an object");
        }
        return this;
    }

    /** One of a closed set of words. */
    String word(Set<String> words) {
        String word = text();
        if (!words.contains(word)) {
            throw invalid("unknown value '" + word + "'");
        }
        return word;
    }

    ContentPart.@Nullable CacheMark cacheMark() {
        Field mark = get("cache_control");
        if (mark.absent()) {
            return null;
        }
        mark.object().get("type").word(Set.of("ephemeral"));
        String ttl = mark.get("ttl").textOrNull();
        if (ttl == null || ttl.equals("5m")) {
            return ContentPart.CacheMark.FIVE_MINUTES;
        }
        if (ttl.equals("1h")) {
            return ContentPart.CacheMark.ONE_HOUR;
        }
        throw mark.get("ttl").invalid("must be '5m' or '1h'");
    }

    /** Compact JSON, key order kept. */
    String raw() {
        try {
            return Json.mapper().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }

    GatewayException invalid(String problem) {
        return GatewayError.invalid(path, problem).asException();
    }
}
