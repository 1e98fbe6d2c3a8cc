package org.modelgate.router.plan;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request's own values are compared with. A value that is absent equals nothing. Pure, and linear in the values' length. */
public sealed interface Condition {
    boolean holds(CallFacts.Values values);

    /** All hold. */
    record And(List<Condition> all) implements Condition {
        public And {
            all = List.copyOf(all);
        }

        @Override
        public boolean holds(CallFacts.Values values) {
            return all.stream().allMatch(condition -> condition.holds(values));
        }
    }

    /** One holds. */
    record Or(List<Condition> any) implements Condition {
        public Or {
            any = List.copyOf(any);
        }

        @Override
        public boolean holds(CallFacts.Values values) {
            return any.stream().anyMatch(condition -> condition.holds(values));
        }
    }

    /** The value is one of these, or none of them. */
    record In(String path, List<String> values, boolean wanted) implements Condition {
        public In {
            values = List.copyOf(values);
        }

        @Override
        public boolean holds(CallFacts.Values request) {
            Optional<String> value = request.at(path);
            boolean found = value.isPresent() && values.stream().anyMatch(other -> equal(value.get(), other));
            return found == wanted;
        }
    }

    /** The pattern occurs in the value. */
    record Matches(String path, Pattern pattern) implements Condition {
        private static final int LENGTH_MAX = 4_096;

        @Override
        public boolean holds(CallFacts.Values values) {
            return values.at(path)
                    .filter(value -> value.length() <= LENGTH_MAX)
                    .filter(value -> pattern.matcher(value).find())
                    .isPresent();
        }
    }

    /** The value is a number within these bounds; those that are null bound nothing. */
    record Between(
            String path,
            @Nullable BigDecimal from,
            boolean fromToo,
            @Nullable BigDecimal to,
            boolean toToo) implements Condition {
        @Override
        public boolean holds(CallFacts.Values values) {
            BigDecimal value = values.at(path).map(Condition::number).orElse(null);
            if (value == null) {
                return false;
            }
            int low = from == null ? 1 : value.compareTo(from);
            int high = to == null ? -1 : value.compareTo(to);
            return (low > 0 || (low == 0 && fromToo)) && (high < 0 || (high == 0 && toToo));
        }
    }

    private static boolean equal(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        BigDecimal left = number(a);
        BigDecimal right = left == null ? null : number(b);
        return left != null && right != null && left.compareTo(right) == 0;
    }

    /** Null if it is no number of usual size. */
    private static @Nullable BigDecimal number(String text) {
        if (text.isEmpty() || text.length() > 40 || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > 100 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
