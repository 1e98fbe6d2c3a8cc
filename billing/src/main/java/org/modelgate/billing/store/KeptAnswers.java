package org.modelgate.billing.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.keys.AnswerSeal;
import org.modelgate.common.bus.messages.answers.AnswerClaim.Verdict;
import org.modelgate.common.bus.messages.answers.ClaimAnswer;
import org.modelgate.common.bus.messages.answers.KeepAnswer;
import org.modelgate.common.bus.messages.answers.ReleaseAnswer;

/**
 * Who asked what under which Idempotency-Key, and what the answer was. A key whose call was charged is never free again before it
 * expires; one whose call failed without a charge is. Used by the side writer's thread.
 */
public final class KeptAnswers {
    private static final long KEPT_MILLIS = Duration.ofHours(24).toMillis();
    /** From a claim to its reservation, and from its settlement to its answer, takes far less, or never ends. */
    private static final long STEP_MILLIS = Duration.ofSeconds(60).toMillis();

    /** Kept bytes of one account; what comes above isn't kept, as if it were too large. */
    private static final long ACCOUNT_BYTES_MAX = 256L << 20;

    private static final int PURGED_AT_ONCE = 500;
    private static final int TALLIES_MAX = 10_000;

    private final InstantSource clock;
    private final AnswerSeal seal;
    private final Map<Long, Long> bytesOf = new HashMap<>();

    public KeptAnswers(InstantSource clock, AnswerSeal seal) {
        this.clock = clock;
        this.seal = seal;
    }

    /**
     * What became of a claim.
     *
     * @param callId the call that holds the key
     * @param opened the answer, if it is there
     */
    public record Claimed(Verdict verdict, int status, UUID callId, byte @Nullable [] opened) {}

    private record Row(
            byte[] fingerprint, UUID callId, String state, long at, long expiresAt, int status, long bytes) {}

    private record Resolution(long nano, long at) {}

    public SideWriter.Change<Claimed> claim(ClaimAnswer ask) {
        return c -> {
            long org = AccountRows.id(c, ask.account());
            byte[] k = seal.index(ask.account(), ask.key());
            byte[] fingerprint = HexFormat.of().parseHex(ask.fingerprint());
            long now = clock.millis();
            if (insert(c, org, k, fingerprint, ask.callId(), now)) {
                return new Claimed(Verdict.RUN, 0, ask.callId(), null);
            }
            Row row = row(c, org, k).orElseThrow(() -> new SQLException("an answer was forgotten meanwhile"));
            Verdict verdict = verdict(c, row, fingerprint, now);
            if (verdict == Verdict.RUN) {
                verdict = takeOver(c, org, k, fingerprint, row, ask.callId(), now) ? verdict : Verdict.RUNNING;
                return new Claimed(verdict, 0, ask.callId(), null);
            }
            byte[] opened = verdict == Verdict.REPLAY ? open(c, org, k, row) : null;
            return new Claimed(
                    verdict == Verdict.REPLAY && opened == null ? Verdict.LOST : verdict,
                    row.status,
                    row.callId,
                    opened);
        };
    }

    private static Optional<Row> row(Connection c, long org, byte[] k) throws SQLException {
        return Sql.first(
                c,
                "SELECT * FROM idempotency WHERE org=? AND k=?",
                row -> new Row(
                        row.getBytes("fingerprint"),
                        Rows.uuid(row, "res"),
                        row.getString("state"),
                        row.getLong("at"),
                        row.getLong("expires_at"),
                        row.getInt("status"),
                        row.getLong("bytes")),
                org,
                k);
    }

    private static Verdict verdict(Connection c, Row row, byte[] fingerprint, long now) throws SQLException {
        if (row.expiresAt <= now) {
            return Verdict.RUN;
        }
        Verdict verdict =
                row.state.equals("done") ? row.bytes < 0 ? Verdict.LOST : Verdict.REPLAY : unanswered(c, row, now);
        boolean same = Arrays.equals(row.fingerprint, fingerprint);
        return same || verdict == Verdict.RUN ? verdict : Verdict.OTHER_REQUEST;
    }

    /** A call without an answer runs, or was lost with the process that it ran in: the ledger knows. */
    private static Verdict unanswered(Connection c, Row row, long now) throws SQLException {
        boolean running = row.state.equals("running");
        Optional<Resolution> resolution = Sql.first(
                c,
                "SELECT nano,at FROM resolution WHERE res=?",
                found -> new Resolution(found.getLong("nano"), found.getLong("at")),
                row.callId);
        if (resolution.isPresent()) {
            if (running && now - resolution.get().at < STEP_MILLIS) {
                return Verdict.RUNNING;
            }
            return resolution.get().nano > 0 ? Verdict.LOST : Verdict.RUN;
        }
        if (Sql.number(c, "SELECT 1 FROM reservation WHERE id=?", row.callId) != null) {
            return Verdict.RUNNING;
        }
        return running && now - row.at < STEP_MILLIS ? Verdict.RUNNING : Verdict.RUN;
    }

    private static boolean insert(Connection c, long org, byte[] k, byte[] fingerprint, UUID callId, long now)
            throws SQLException {
        return Sql.update(
                        c,
                        "INSERT INTO idempotency(org,k,fingerprint,res,state,at,expires_at) "
                                + "VALUES (?,?,?,?,'running',?,?) ON CONFLICT DO NOTHING",
                        org,
                        k,
                        fingerprint,
                        callId,
                        now,
                        now + KEPT_MILLIS)
                == 1;
    }

    /** Returns whether nobody else was quicker. */
    private static boolean takeOver(
            Connection c, long org, byte[] k, byte[] fingerprint, Row row, UUID callId, long now) throws SQLException {
        Sql.update(c, "DELETE FROM kept_answer WHERE org=? AND k=?", org, k);
        return Sql.update(
                        c,
                        "UPDATE idempotency SET fingerprint=?,res=?,state='running',at=?,expires_at=?,status=0,bytes=0 "
                                + "WHERE org=? AND k=? AND res=?",
                        fingerprint,
                        callId,
                        now,
                        now + KEPT_MILLIS,
                        org,
                        k,
                        row.callId)
                == 1;
    }

    private byte @Nullable [] open(Connection c, long org, byte[] k, Row row) throws SQLException {
        return Sql.first(
                        c,
                        "SELECT sealed FROM kept_answer WHERE org=? AND k=?",
                        (ResultSet found) -> found.getBytes(1),
                        org,
                        k)
                .map(closed -> seal.open(closed, context(org, k, row.callId)))
                .orElse(null);
    }

    /** What an answer belongs to: sealed with it, so that none can be put in another's place. */
    private static byte[] context(long org, byte[] k, UUID callId) {
        return ByteBuffer.allocate(Long.BYTES + k.length + Rows.UUID_BYTES)
                .putLong(org)
                .put(k)
                .put(Rows.bytes(callId))
                .array();
    }

    /** @param answer head and body */
    public SideWriter.Change<Boolean> keep(KeepAnswer ask, byte[] answer) {
        return c -> {
            long org = AccountRows.id(c, ask.account());
            byte[] k = seal.index(ask.account(), ask.key());
            long bytes = tally(c, org) + answer.length;
            boolean kept = !ask.tooLarge() && bytes <= ACCOUNT_BYTES_MAX;
            int mine = Sql.update(
                    c,
                    "UPDATE idempotency SET state='done',status=?,bytes=? WHERE org=? AND k=? AND res=?",
                    ask.status(),
                    kept ? answer.length : -1L,
                    org,
                    k,
                    ask.callId());
            if (mine == 1 && kept) {
                byte[] closed = seal.seal(answer, context(org, k, ask.callId()));
                Sql.update(
                        c,
                        "INSERT INTO kept_answer(org,k,sealed) VALUES (?,?,?) "
                                + "ON CONFLICT(org,k) DO UPDATE SET sealed=excluded.sealed",
                        org,
                        k,
                        closed);
                bytesOf.put(org, bytes);
            }
            return mine == 1;
        };
    }

    private long tally(Connection c, long org) throws SQLException {
        Long known = bytesOf.get(org);
        if (known != null) {
            return known;
        }
        if (bytesOf.size() >= TALLIES_MAX) {
            bytesOf.clear();
        }
        long sum = Objects.requireNonNull(
                Sql.number(c, "SELECT COALESCE(SUM(bytes),0) FROM idempotency WHERE org=? AND bytes>0", org),
                "a sum is a number");
        bytesOf.put(org, sum);
        return sum;
    }

    public SideWriter.Change<Boolean> release(ReleaseAnswer ask) {
        return c -> Sql.update(
                        c,
                        "UPDATE idempotency SET state='released' WHERE org=? AND k=? AND res=? AND state='running'",
                        AccountRows.id(c, ask.account()),
                        seal.index(ask.account(), ask.key()),
                        ask.callId())
                == 1;
    }

    /** Forgets what has expired, some of it at a time; returns whether there may be more. */
    public SideWriter.Change<Boolean> purge() {
        return c -> {
            long now = clock.millis();
            String expired = "(SELECT i.org,i.k FROM idempotency i WHERE i.expires_at<=? LIMIT " + PURGED_AT_ONCE + ")";
            Sql.update(c, "DELETE FROM kept_answer WHERE (org,k) IN " + expired, now);
            int purged = Sql.update(c, "DELETE FROM idempotency WHERE (org,k) IN " + expired, now);
            if (purged > 0) {
                bytesOf.clear();
            }
            return purged == PURGED_AT_ONCE;
        };
    }
}
