package org.modelgate.router.preference;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.plan.Condition;

/** A query over a request's own values, as Portkey's conditions have it. */
final class PortkeyQuery {
    private static final int DEPTH_MAX = 16;
    private static final int PATTERN_LENGTH_MAX = 256;

    private PortkeyQuery() {}

    static Condition read(Value query) {
        return read(query, 0);
    }

    private static Condition read(Value query, int depth) {
        if (depth > DEPTH_MAX) {
            throw query.invalid("is nested too deep");
        }
        List<Condition> all = new ArrayList<>();
        query.members().forEach((name, value) -> {
            switch (name) {
                case "$and" -> all.add(new Condition.And(list(value, depth)));
                case "$or" -> all.add(new Condition.Or(list(value, depth)));
                default -> all.add(compare(path(name, value), value));
            }
        });
        return all.size() == 1 ? all.getFirst() : new Condition.And(all);
    }

    private static List<Condition> list(Value value, int depth) {
        return value.items().stream().map(item -> read(item, depth + 1)).toList();
    }

    /** A path that conditions and hashes may look at. */
    static String path(Value value) {
        return path(value.text(), value);
    }

    private static String path(String path, Value at) {
        boolean known = path.startsWith("metadata.") || path.startsWith("params.") || path.equals("url.pathname");
        if (!known) {
            throw at.invalid("is about metadata.x, params.x or url.pathname only");
        }
        return path;
    }

    private static Condition compare(String path, Value value) {
        if (!value.isObject()) {
            return new Condition.In(path, List.of(scalar(value)), true);
        }
        List<Condition> all = new ArrayList<>();
        for (Map.Entry<String, Value> operator : value.members().entrySet()) {
            Value operand = operator.getValue();
            all.add(
                    switch (operator.getKey()) {
                        case "$eq" -> new Condition.In(path, List.of(scalar(operand)), true);
                        case "$ne" -> new Condition.In(path, List.of(scalar(operand)), false);
                        case "$in" -> new Condition.In(path, scalars(operand), true);
                        case "$nin" -> new Condition.In(path, scalars(operand), false);
                        case "$regex" -> new Condition.Matches(path, pattern(operand));
                        case "$gt" -> new Condition.Between(path, number(operand), false, null, false);
                        case "$gte" -> new Condition.Between(path, number(operand), true, null, false);
                        case "$lt" -> new Condition.Between(path, null, false, number(operand), false);
                        case "$lte" -> new Condition.Between(path, null, false, number(operand), true);
                        default -> throw operand.invalid("is no operator");
                    });
        }
        return all.size() == 1 ? all.getFirst() : new Condition.And(all);
    }

    private static List<String> scalars(Value values) {
        return values.items().stream().map(PortkeyQuery::scalar).toList();
    }

    private static String scalar(Value value) {
        if (!value.node().isValueNode()) {
            throw value.invalid("must be a string, a number or a truth value");
        }
        return value.node().asText();
    }

    private static BigDecimal number(Value value) {
        if (!value.isNumber()) {
            throw value.invalid("must be a number");
        }
        return value.node().decimalValue();
    }

    /** Of linear time, whoever wrote the pattern. */
    private static Pattern pattern(Value value) {
        if (value.text().length() > PATTERN_LENGTH_MAX) {
            throw value.invalid("must not be longer than " + PATTERN_LENGTH_MAX + " characters");
        }
        Pattern pattern = compiled(value.text());
        if (pattern == null) {
            throw value.invalid("is no regular expression without look-around and back references");
        }
        return pattern;
    }

    private static @Nullable Pattern compiled(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
