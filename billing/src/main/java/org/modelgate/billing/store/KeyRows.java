package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.common.bus.messages.admin.BudgetLimit;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.error.GatewayError;

/** Virtual keys as the database has them. */
final class KeyRows {
    private static final String PREFIX = "key_";
    private static final String COLUMNS =
            "SELECT k.*,o.name AS account,COALESCE((SELECT p.nano FROM spending p WHERE p.org=k.org AND p.api_key=k.id "
                    + "AND p.period=0),0) AS spent FROM api_key k JOIN org o ON o.id=k.org ";

    /** Columns that came with V30. */
    static final String NEWER_LIMITS = "input_tokens_per_minute,output_tokens_per_minute,requests_per_day,budgets";

    private static final char FIELD = '\t';

    private KeyRows() {}

    /** Budgets as they stand in a column. */
    static String text(List<BudgetRule> budgets) {
        StringBuilder text = new StringBuilder();
        for (BudgetRule rule : budgets) {
            text.append(rule.scope().wireName())
                    .append(FIELD)
                    .append(rule.window().wireName());
            text.append(FIELD).append(rule.nano()).append(FIELD);
            text.append(rule.name() == null ? "" : rule.name()).append('\n');
        }
        return text.toString();
    }

    private static List<BudgetRule> budgets(ResultSet row) throws SQLException {
        return row.getString("budgets")
                .lines()
                .map(line -> line.split("\t", 4))
                .map(field -> BudgetRule.of(
                        field[0], field[3].isEmpty() ? null : field[3], field[1], Long.parseLong(field[2])))
                .toList();
    }

    /** Rules as operators know them. */
    static List<BudgetLimit> told(List<BudgetRule> rules) {
        return rules.stream()
                .map(rule -> new BudgetLimit(
                        rule.scope().wireName(), rule.name(), rule.window().wireName(), rule.nano()))
                .toList();
    }

    /** @throws org.modelgate.common.error.GatewayException that names what is wrong */
    static List<BudgetRule> rules(List<BudgetLimit> told) {
        List<BudgetRule> rules = new ArrayList<>();
        for (BudgetLimit budget : told) {
            String at = "budgets[" + rules.size() + "]";
            try {
                BudgetRule rule = BudgetRule.of(budget.scope(), budget.name(), budget.window(), budget.nano());
                if (rule.scope() == BudgetRule.Whose.ACCOUNT) {
                    throw new IllegalArgumentException("scope account is for plans only");
                }
                if (rules.stream().anyMatch(rule::sameAs)) {
                    throw new IllegalArgumentException("is given twice");
                }
                rules.add(rule);
            } catch (IllegalArgumentException wrong) {
                throw GatewayError.invalid(at, String.valueOf(wrong.getMessage()))
                        .asException();
            }
        }
        return rules;
    }

    /** A key's number, from the name that the rest of the gateway has for it; -1 if it is none. */
    static long number(String id) {
        if (!id.startsWith(PREFIX) || id.length() > PREFIX.length() + 18) {
            return -1;
        }
        long number = 0;
        for (int i = PREFIX.length(); i < id.length(); i++) {
            char digit = id.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = 10 * number + (digit - '0');
        }
        return id.equals(PREFIX + number) ? number : -1;
    }

    static List<KeyInfo> after(Connection c, @Nullable String account, long after, int limit) throws SQLException {
        return account == null
                ? Sql.list(c, COLUMNS + "WHERE k.id>? ORDER BY k.id LIMIT ?", KeyRows::info, after, limit)
                : Sql.list(
                        c,
                        COLUMNS + "WHERE k.id>? AND k.org=? ORDER BY k.id LIMIT ?",
                        KeyRows::info,
                        after,
                        AccountRows.id(c, account),
                        limit);
    }

    static Optional<KeyInfo> find(Connection c, String id) throws SQLException {
        return find(c, number(id));
    }

    static Optional<KeyInfo> find(Connection c, long id) throws SQLException {
        return Sql.first(c, COLUMNS + "WHERE k.id=?", KeyRows::info, id);
    }

    /** What the ledger wants to know of a key. */
    static Optional<Recovered.Key> key(Connection c, long id) throws SQLException {
        return Sql.first(c, COLUMNS + "WHERE k.id=?", KeyRows::key, id);
    }

    static Recovered.Key key(ResultSet row) throws SQLException {
        Limits limits = new Limits(
                row.getLong("requests_per_minute"),
                row.getLong("tokens_per_minute"),
                row.getLong("input_tokens_per_minute"),
                row.getLong("output_tokens_per_minute"),
                row.getLong("concurrent_requests"),
                row.getLong("requests_per_day"),
                row.getLong("budget_nano"),
                Limits.NONE,
                budgets(row),
                models(row));
        long expires = row.getLong("expires_at");
        return new Recovered.Key(
                row.getLong("id"),
                row.getLong("org"),
                row.getBytes("mac"),
                row.getInt("enabled") == 1 && Sql.nullable(row, "revoked_at") == null,
                expires == 0 ? Long.MAX_VALUE : expires,
                limits,
                regions(row));
    }

    private static List<String> models(ResultSet row) throws SQLException {
        return row.getString("models").lines().toList();
    }

    private static List<String> regions(ResultSet row) throws SQLException {
        return row.getString("regions").lines().toList();
    }

    private static KeyInfo info(ResultSet row) throws SQLException {
        KeyLimits limits = new KeyLimits(
                row.getLong("requests_per_minute"),
                row.getLong("tokens_per_minute"),
                row.getLong("input_tokens_per_minute"),
                row.getLong("output_tokens_per_minute"),
                row.getLong("concurrent_requests"),
                row.getLong("requests_per_day"),
                row.getLong("budget_nano"),
                told(budgets(row)),
                models(row));
        return new KeyInfo(
                PREFIX + row.getLong("id"),
                row.getString("account"),
                row.getString("name"),
                row.getString("last4"),
                row.getString("source"),
                row.getInt("enabled") == 1,
                Sql.nullable(row, "expires_at"),
                Sql.nullable(row, "revoked_at"),
                limits,
                row.getLong("spent"),
                row.getLong("created_at"),
                regions(row));
    }
}
