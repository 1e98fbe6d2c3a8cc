package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerRecord.Advance;
import org.modelgate.billing.ledger.LedgerRecord.Attempt;
import org.modelgate.billing.ledger.LedgerRecord.Extend;
import org.modelgate.billing.ledger.LedgerRecord.Facts;
import org.modelgate.billing.ledger.LedgerRecord.Late;
import org.modelgate.billing.ledger.LedgerRecord.Reserve;
import org.modelgate.billing.ledger.LedgerRecord.Resolve;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** The rows that each call has of its own. */
final class CallRows {
    private record Resolution(Resolve record, @Nullable UUID transfer) {}

    private record AttemptRow(UUID callId, int n, Attempt attempt) {}

    private final String node;
    private final long epoch;
    private final BulkInsert<Reserve> reservations;
    private final BulkInsert<Resolution> resolutions;
    private final BulkInsert<Advance> advances;
    private final BulkInsert<AttemptRow> attempts;
    private final PreparedStatement late;
    private final PreparedStatement leaseOf;
    private final PreparedStatement extend;
    private final Sealer sealer;

    CallRows(Connection c, Sealer sealer, String node, long epoch) throws SQLException {
        this.sealer = sealer;
        this.node = node;
        this.epoch = epoch;
        reservations = new BulkInsert<>(
                c,
                "reservation",
                "id,lease,org,api_key,price_version,nano,at,deadline,fallback_prices,budgets,"
                        + "input_tokens,output_tokens,end_user,session",
                CallRows::bindReservation);
        resolutions = new BulkInsert<>(
                c,
                "resolution",
                "res,kind,price_version,nano,source," + Usages.COLUMNS
                        + ",tx,provider,provider_model,outcome,request_ms,first_byte_ms,at,end_user,session",
                CallRows::bindResolution);
        advances = new BulkInsert<>(c, "progress", "res,n,at,usage,price_version", CallRows::bindAdvance);
        attempts = new BulkInsert<>(
                c,
                "attempt",
                "res,n,provider,model,upstream_id,outcome,status,usage,cost_nano,absorbed_nano",
                CallRows::bindAttempt);
        late = c.prepareStatement("INSERT INTO late_settlement(res,org,node,epoch,payload,at) VALUES (?,?,?,?,?,?) "
                + "ON CONFLICT DO NOTHING");
        leaseOf = c.prepareStatement("SELECT lease FROM reservation WHERE id=?");
        extend = c.prepareStatement("UPDATE reservation SET nano=? WHERE id=? AND lease=? AND nano<?");
    }

    static String code(UsageSource source) {
        return switch (source) {
            case PROVIDER_FINAL -> "provider_final";
            case PROVIDER_RUNNING -> "provider_running";
            case ESTIMATED -> "estimated";
        };
    }

    private static @Nullable String versions(List<Integer> prices) {
        return prices.isEmpty() ? null : prices.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static void bindReservation(PreparedStatement s, int at, Reserve r) throws SQLException {
        s.setBytes(at, Rows.bytes(r.callId()));
        s.setBytes(at + 1, Rows.bytes(r.lease()));
        s.setLong(at + 2, r.org());
        s.setLong(at + 3, r.key());
        s.setInt(at + 4, r.priceVersion());
        s.setLong(at + 5, r.nano());
        s.setLong(at + 6, r.atMillis());
        s.setLong(at + 7, r.deadlineMillis());
        Rows.text(s, at + 8, versions(r.fallbackPrices()));
        Rows.text(s, at + 9, BudgetId.write(r.budgets()));
        tokens(s, at + 10, r.inputTokens());
        tokens(s, at + 11, r.outputTokens());
        Rows.text(s, at + 12, r.user());
        Rows.text(s, at + 13, r.session());
    }

    private static void tokens(PreparedStatement s, int at, long tokens) throws SQLException {
        if (tokens < 0) {
            s.setNull(at, Types.BIGINT);
        } else {
            s.setLong(at, tokens);
        }
    }

    private static void bindResolution(PreparedStatement s, int at, Resolution resolution) throws SQLException {
        Resolve r = resolution.record();
        Facts facts = r.facts();
        Usage usage = facts.usage();
        s.setBytes(at, Rows.bytes(r.callId()));
        s.setString(at + 1, r.kind().code());
        s.setInt(at + 2, r.priceVersion());
        s.setLong(at + 3, r.nano());
        s.setString(at + 4, code(facts.source()));
        s.setLong(at + 5, usage.input());
        s.setLong(at + 6, usage.cacheRead());
        s.setLong(at + 7, usage.cacheWrite5m());
        s.setLong(at + 8, usage.cacheWrite1h());
        s.setLong(at + 9, usage.output());
        s.setLong(at + 10, usage.reasoning());
        s.setLong(at + 11, usage.webSearches());
        UUID transfer = resolution.transfer();
        s.setBytes(at + 12, transfer == null ? null : Rows.bytes(transfer));
        Rows.text(s, at + 13, facts.provider());
        Rows.text(s, at + 14, facts.providerModel());
        s.setString(at + 15, facts.outcome());
        s.setLong(at + 16, facts.requestMillis());
        s.setLong(at + 17, facts.firstByteMillis());
        s.setLong(at + 18, r.atMillis());
        Rows.text(s, at + 19, facts.user());
        Rows.text(s, at + 20, facts.session());
    }

    private static void bindAdvance(PreparedStatement s, int at, Advance a) throws SQLException {
        s.setBytes(at, Rows.bytes(a.callId()));
        s.setInt(at + 1, a.n());
        s.setLong(at + 2, a.atMillis());
        s.setString(at + 3, Usages.json(a.usage()));
        s.setInt(at + 4, a.priceVersion());
    }

    private static void bindAttempt(PreparedStatement s, int at, AttemptRow row) throws SQLException {
        Attempt attempt = row.attempt();
        s.setBytes(at, Rows.bytes(row.callId()));
        s.setInt(at + 1, row.n());
        s.setString(at + 2, attempt.provider());
        s.setString(at + 3, attempt.model());
        Rows.text(s, at + 4, attempt.upstreamId());
        s.setString(at + 5, attempt.outcome());
        s.setInt(at + 6, attempt.status());
        Rows.text(s, at + 7, Usages.json(attempt.usage()));
        s.setLong(at + 8, attempt.costNano());
        s.setLong(at + 9, attempt.absorbedNano());
    }

    /** Returns those that another lease holds, which had them first. */
    Set<UUID> reserve(List<Reserve> rows) throws SQLException {
        if (reservations.insert(rows) == rows.size()) {
            return Set.of();
        }
        Set<UUID> foreign = new HashSet<>();
        for (Reserve row : rows) {
            Rows.bind(leaseOf, row.callId());
            try (ResultSet found = leaseOf.executeQuery()) {
                if (found.next() && !Rows.uuid(found, "lease").equals(row.lease())) {
                    foreign.add(row.callId());
                }
            }
        }
        return foreign;
    }

    void extend(Extend record) throws SQLException {
        Rows.bind(extend, record.nano(), record.callId(), record.lease(), record.nano());
        extend.executeUpdate();
    }

    private static Sealer.Content content(Resolve r, @Nullable UUID transfer) {
        return Sealer.resolution(
                r.callId(),
                r.kind().code(),
                r.nano(),
                r.priceVersion(),
                r.facts().usage(),
                transfer,
                r.atMillis());
    }

    void advance(List<Advance> rows) throws SQLException {
        advances.insert(rows);
    }

    /** Returns how many were new. */
    int resolve(List<Resolve> records, Function<Resolve, @Nullable UUID> transfers) throws SQLException {
        List<Resolution> rows = new ArrayList<>(records.size());
        for (Resolve record : records) {
            UUID transfer = transfers.apply(record);
            rows.add(new Resolution(record, transfer));
            attempts(record);
            sealer.resolved(record.callId(), content(record, transfer));
        }
        return resolutions.insert(rows);
    }

    boolean resolveOne(Resolve record, @Nullable UUID transfer) throws SQLException {
        attempts(record);
        boolean fresh = resolutions.insertOne(new Resolution(record, transfer));
        if (fresh) {
            sealer.resolved(record.callId(), content(record, transfer));
        }
        return fresh;
    }

    private void attempts(Resolve record) throws SQLException {
        List<Attempt> all = record.facts().attempts();
        if (!all.isEmpty()) {
            List<AttemptRow> rows = new ArrayList<>(all.size());
            for (Attempt attempt : all) {
                rows.add(new AttemptRow(record.callId(), rows.size(), attempt));
            }
            attempts.insert(rows);
        }
    }

    void late(Late record) throws SQLException {
        Rows.bind(late, record.callId(), record.org(), node, epoch, record.payload(), record.atMillis());
        late.executeUpdate();
    }
}
