package org.modelgate.billing.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A threshold of an account as it stands now.
 *
 * @param subject what of the account it is about, empty for its balance
 * @param level per cent of a budget
 * @param period of a budget; 0 for one for good
 * @param mark what must rise for it to be armed again
 */
record Level(
        Kind kind,
        String subject,
        int level,
        int period,
        long mark,
        boolean crossed,
        Map<String, @Nullable Object> data) {

    enum Kind {
        LOW("balance.low", "balance.low"),
        EXHAUSTED("credit.exhausted", "credit.exhausted"),
        BUDGET("budget.reached", "budget.reached"),
        /** Of a user or a tag; there may be any number, so they stand apart. */
        OPEN_BUDGET("budget.open", "budget.reached");

        private final String code;
        private final String type;

        Kind(String code, String type) {
            this.code = code;
            this.type = type;
        }

        /** The name in the database. */
        String code() {
            return code;
        }

        /** The event's. */
        String type() {
            return type;
        }
    }

    /** A crossing that was told and is not armed again yet. */
    record Told(String kind, String subject, int level, int period, long mark) {}

    boolean is(Told told) {
        return kind.code.equals(told.kind) && subject.equals(told.subject) && level == told.level;
    }

    boolean armedAgain(Told told) {
        return switch (kind) {
            case LOW -> !crossed;
            case EXHAUSTED -> mark > told.mark;
            case BUDGET, OPEN_BUDGET -> period != told.period || mark > told.mark;
        };
    }
}
