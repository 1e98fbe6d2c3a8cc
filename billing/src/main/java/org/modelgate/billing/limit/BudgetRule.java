package org.modelgate.billing.limit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent in each period of a window: by the account, by each key, by each end user, or with each tag.
 *
 * @param name the one user or tag that it holds for, in place of the rule for all; null: each has its own
 * @param nano from 0
 */
public record BudgetRule(Whose scope, @Nullable String name, Window window, long nano) {

    /** Whose budget it is. */
    public enum Whose {
        ACCOUNT,
        KEY,
        USER,
        TAG;

        /** As it stands in configurations. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether there are any number of them. */
        public boolean open() {
            return this == USER || this == TAG;
        }
    }

    public BudgetRule {
        if (nano < 0) {
            throw new IllegalArgumentException("must not be negative");
        }
        if (name != null && !scope.open()) {
            throw new IllegalArgumentException("only a user or a tag has a name");
        }
    }

    /**
     * A rule as configurations and messages have it.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static BudgetRule of(String scope, @Nullable String name, String window, long nano) {
        return new BudgetRule(
                one(Whose.class, scope, "scope must be account, key, user or tag"),
                name,
                one(Window.class, window, "window must be day, week, month or lifetime"),
                nano);
    }

    private static <E extends Enum<E>> E one(Class<E> type, String name, String problem) {
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException(problem);
    }

    /** Whether two rules say something about the same budget. */
    public boolean sameAs(BudgetRule other) {
        return scope == other.scope
                && window == other.window
                && (name == null ? other.name == null : name.equals(other.name));
    }
}
