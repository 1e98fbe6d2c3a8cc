package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Taken;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;

/** Answers questions about calls from what is committed. Used by one thread, blocks; opens its connection again after a failure. */
public final class LedgerReader implements AutoCloseable {
    /** Below it every reservation has a resolution. */
    static final String OPEN_FROM = "(SELECT low FROM (SELECT open_from AS low FROM node UNION ALL SELECT open_from "
            + "FROM lease WHERE state='fenced' AND open_from IS NOT NULL) AS lows ORDER BY low LIMIT 1)";

    /** Calls of one account that are running on other nodes; more are not counted. */
    private static final int RUNNING_MAX = 10_000;

    private static final int TIME_SHIFT = 16;

    private final Database database;
    private @Nullable Connection connection;

    public LedgerReader(Database database) {
        this.database = database;
    }

    private Optional<Settled> resolved(UUID callId) throws StoreException {
        return ask(
                "SELECT kind,nano," + Usages.COLUMNS + " FROM resolution WHERE res=?",
                row -> {
                    boolean voided = row.getString("kind").equals("voided");
                    return new Settled(row.getLong("nano"), voided ? 0 : Usages.tokens(Usages.columns(row)));
                },
                callId);
    }

    /**
     * What is known of a call that isn't in memory.
     *
     * @param settled how it was settled, if it was
     * @param keeper the node that answers for its reservation, if that is still open
     * @param address where that node is reached
     */
    public record Known(
            @Nullable Settled settled,
            @Nullable String keeper,
            @Nullable String address) {}

    /** A settlement that came too late settles a call only if no reservation of it is open: else its keeper may yet charge it. */
    public Known find(UUID callId) throws StoreException {
        Optional<Settled> settled = resolved(callId);
        if (settled.isPresent()) {
            return new Known(settled.get(), null, null);
        }
        Optional<Known> kept = ask(
                "SELECT l.keeper,n.address FROM reservation r JOIN lease l ON l.id=r.lease "
                        + "LEFT JOIN node n ON n.name=l.keeper WHERE r.id=?",
                row -> new Known(null, row.getString("keeper"), row.getString("address")),
                callId);
        if (kept.isPresent()) {
            return kept.get();
        }
        return ask(
                        "SELECT res FROM late_settlement WHERE res=?",
                        row -> new Known(new Settled(0, 0), null, null),
                        callId)
                .orElse(new Known(null, null, null));
    }

    /** What leases other than {@code own} took of an account's rate limits since a time, by key. */
    public List<Taken> taken(long org, UUID own, long sinceMillis) throws StoreException {
        Map<Long, List<Taken.Running>> running = new HashMap<>();
        query(
                "SELECT r.id,r.api_key,r.deadline FROM reservation r WHERE r.org=? AND r.lease<>? AND r.id>="
                        + OPEN_FROM + " AND NOT EXISTS (SELECT 1 FROM resolution s WHERE s.res=r.id) LIMIT "
                        + RUNNING_MAX,
                row -> running.computeIfAbsent(row.getLong("api_key"), any -> new ArrayList<>())
                        .add(new Taken.Running(Rows.uuid(row, "id"), row.getLong("deadline"))),
                org,
                own);
        List<Taken> all = new ArrayList<>();
        // Ids begin with their time.
        UUID since = new UUID(Math.max(0, sinceMillis) << TIME_SHIFT, 0);
        query(
                "SELECT r.api_key,COUNT(*) AS calls,SUM(COALESCE(s.input+s.cache_read+s.cache_write_5m+s.cache_write_1h,"
                        + "r.input_tokens,0)) AS tokens_in,SUM(COALESCE(s.output,r.output_tokens,0)) AS tokens_out "
                        + "FROM reservation r LEFT JOIN resolution s ON s.res=r.id "
                        + "WHERE r.org=? AND r.lease<>? AND r.id>=? GROUP BY r.api_key",
                row -> all.add(new Taken(
                        row.getLong("api_key"),
                        row.getLong("calls"),
                        row.getLong("tokens_in"),
                        row.getLong("tokens_out"),
                        Objects.requireNonNullElse(running.remove(row.getLong("api_key")), List.of()))),
                org,
                own,
                since);
        running.forEach((key, calls) -> all.add(new Taken(key, 0, 0, 0, calls)));
        return all;
    }

    /** What an account has, over all nodes; empty if there is no such account. */
    public Optional<Credits> credits(String account) throws StoreException {
        return ask(
                "SELECT w.funded, w.overdraft, w.spent+COALESCE((SELECT SUM(l.spent) FROM lease l WHERE l.org=o.id "
                        + "AND l.state<>'closed'),0) AS posted, COALESCE((SELECT SUM(r.nano) FROM reservation r "
                        + "WHERE r.org=o.id AND r.id>=" + OPEN_FROM
                        + " AND NOT EXISTS (SELECT 1 FROM resolution s WHERE s.res=r.id)),0) AS reserved "
                        + "FROM org o JOIN wallet w ON w.org=o.id WHERE o.name=?",
                row -> new Credits(
                        row.getLong("funded") - row.getLong("posted"),
                        row.getLong("reserved"),
                        row.getLong("posted"),
                        row.getLong("overdraft")),
                account);
    }

    /** The metered record of a call of this account. */
    public Optional<Generation> generation(String account, UUID callId) throws StoreException {
        List<AttemptRecord> attempts = attempts(callId);
        return ask(
                "SELECT s.*, (SELECT p.model FROM price p WHERE p.version="
                        + "COALESCE(s.price_version,r.price_version) LIMIT 1) AS model "
                        + "FROM resolution s JOIN reservation r ON r.id=s.res JOIN org o ON o.id=r.org "
                        + "WHERE s.res=? AND o.name=?",
                row -> generation(callId, row, attempts),
                callId,
                account);
    }

    private static Generation generation(UUID callId, ResultSet row, List<AttemptRecord> recorded) throws SQLException {
        Usage usage = Usages.columns(row);
        String provider = row.getString("provider");
        String providerModel = row.getString("provider_model");
        List<AttemptRecord> attempts = recorded;
        if (attempts.isEmpty() && provider != null && providerModel != null) {
            attempts = List.of(new AttemptRecord(provider, providerModel, "ok", 200, usage, null));
        }
        return new Generation(
                callId,
                row.getString("model"),
                provider,
                providerModel,
                row.getString("outcome"),
                usage,
                row.getString("source"),
                row.getLong("nano"),
                row.getLong("request_ms"),
                row.getLong("first_byte_ms"),
                row.getLong("at"),
                attempts);
    }

    private List<AttemptRecord> attempts(UUID callId) throws StoreException {
        List<AttemptRecord> attempts = new ArrayList<>();
        query(
                "SELECT * FROM attempt WHERE res=? ORDER BY n",
                row -> attempts.add(new AttemptRecord(
                        row.getString("provider"),
                        row.getString("model"),
                        row.getString("outcome"),
                        row.getInt("status"),
                        Usages.parse(row.getString("usage")),
                        row.getString("upstream_id"))),
                callId);
        return attempts;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> ask(String sql, Row<T> mapper, Object... values) throws StoreException {
        List<T> found = new ArrayList<>(1);
        query(sql, row -> found.add(mapper.read(row)), values);
        return found.stream().findFirst();
    }

    private void query(String sql, Row<Boolean> each, Object... values) throws StoreException {
        try {
            Connection open = connection;
            if (open == null) {
                open = database.openReader();
                connection = open;
            }
            try (PreparedStatement s = open.prepareStatement(sql)) {
                Rows.bind(s, values);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        each.read(row);
                    }
                }
            }
        } catch (SQLException e) {
            StoreException failure = Database.failure("can't read", e);
            try {
                close();
            } catch (SQLException closing) {
                failure.addSuppressed(closing);
            }
            throw failure;
        }
    }

    /** Idempotent. */
    @Override
    public void close() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
