package org.modelgate.billing.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;

/**
 * One budget in one of its periods, on all nodes.
 *
 * @param org account that pays
 * @param key 0: of the account as a whole
 * @param scope whose it is: empty (the account's or the key's own), {@code requests} (the same, but requests are counted), {@code
 *     user:} or {@code tag:} and a name
 * @param period the window's name for it
 */
public record BudgetId(long org, long key, String scope, String period) implements Comparable<BudgetId> {
    static final String OWN = "";
    static final String REQUESTS = "requests";
    private static final String USER = "user:";
    private static final String TAG = "tag:";

    private static final int NAME_LENGTH_MAX = 128;
    private static final char FIELD = '\t';
    private static final char LINE = '\n';
    private static final Comparator<BudgetId> ORDER = Comparator.comparingLong(BudgetId::org)
            .thenComparingLong(BudgetId::key)
            .thenComparing(BudgetId::scope)
            .thenComparing(BudgetId::period);

    /** The account's, or a key's own. */
    public static BudgetId own(long org, long key, String period) {
        return new BudgetId(org, key, OWN, period);
    }

    /** Whether it is of a user or a tag, of which there are any number. */
    public boolean ofMany() {
        return scope.startsWith(USER) || scope.startsWith(TAG);
    }

    /** Of the user or tag that it is of, as it is kept. */
    public String name() {
        return scope.substring(scope.indexOf(':') + 1);
    }

    /** Which of the rules holds for the user or tag of this period, if it isn't over; one with the name before one for all. */
    public @Nullable BudgetRule rule(List<BudgetRule> rules, long wallMillis) {
        BudgetRule general = null;
        for (BudgetRule rule : rules) {
            if (rule.scope().open()
                    && scope.startsWith(prefix(rule.scope()))
                    && rule.window().at(wallMillis).name().equals(period)) {
                String name = rule.name();
                if (name == null) {
                    general = rule;
                } else if (scope.equals(subject(rule.scope(), name))) {
                    return rule;
                }
            }
        }
        return general;
    }

    private static String prefix(Whose whose) {
        return whose == Whose.USER ? USER : TAG;
    }

    /** Whether requests are counted, not money. */
    public boolean countsRequests() {
        return scope.equals(REQUESTS);
    }

    /** What a reservation of that much money takes of it. */
    public long held(long nano) {
        return countsRequests() ? 1 : nano;
    }

    /** What a call that ended so uses up. */
    public long used(LedgerRecord.Kind kind, long nano) {
        if (!countsRequests()) {
            return nano;
        }
        return kind == LedgerRecord.Kind.VOIDED ? 0 : 1;
    }

    /** A name as it is kept: one that is too long or isn't printable is a hash of itself. */
    static String subject(Whose whose, String name) {
        boolean plain = name.length() <= NAME_LENGTH_MAX && name.chars().noneMatch(Character::isISOControl);
        return prefix(whose) + (plain ? name : "sha256:" + sha256(name));
    }

    private static String sha256(String name) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Budgets of one account as one text, null if there are none. */
    public static @Nullable String write(List<BudgetId> budgets) {
        if (budgets.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder(32 * budgets.size());
        for (BudgetId budget : budgets) {
            if (!text.isEmpty()) {
                text.append(LINE);
            }
            text.append(budget.key)
                    .append(FIELD)
                    .append(budget.period)
                    .append(FIELD)
                    .append(budget.scope);
        }
        return text.toString();
    }

    public static List<BudgetId> read(long org, @Nullable String text) {
        if (text == null) {
            return List.of();
        }
        List<BudgetId> budgets = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int period = line.indexOf(FIELD) + 1;
            int scope = line.indexOf(FIELD, period) + 1;
            budgets.add(new BudgetId(
                    org,
                    Long.parseLong(line, 0, period - 1, 10),
                    line.substring(scope),
                    line.substring(period, scope - 1)));
        }
        return List.copyOf(budgets);
    }

    @Override
    public int compareTo(BudgetId other) {
        return ORDER.compare(this, other);
    }
}
