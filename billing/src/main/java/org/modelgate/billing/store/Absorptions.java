package org.modelgate.billing.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.LedgerRecord.Attempt;
import org.modelgate.billing.ledger.LedgerRecord.Resolve;

/**
 * What providers probably charge the operator for attempts that no client pays: one transfer a batch, from {@code cost:<provider>} of
 * each to {@code absorbed}.
 */
final class Absorptions {
    private static final long ABSORBED = 0;

    /** In one order for all nodes, which may open the same account at once. */
    private final Map<String, Long> costs = new TreeMap<>();

    private @Nullable UUID first;

    /** A call whose resolution is new. */
    void add(Resolve resolve) {
        for (Attempt attempt : resolve.facts().attempts()) {
            if (attempt.absorbedNano() > 0) {
                first = first == null ? resolve.callId() : first;
                costs.merge(attempt.provider(), attempt.absorbedNano(), Long::sum);
            }
        }
    }

    void post(Connection c, Postings postings, Batch batch, String node, long at) throws SQLException {
        UUID call = first;
        if (call == null) {
            return;
        }
        UUID tx = batch.transfer(ABSORBED);
        postings.begin(tx, "absorb", call.toString(), node, at);
        postings.post(
                tx,
                0,
                ABSORBED,
                costs.values().stream().mapToLong(Long::longValue).sum());
        int n = 1;
        for (Map.Entry<String, Long> cost : costs.entrySet()) {
            long account = account(cost.getKey());
            Sql.update(
                    c,
                    "INSERT INTO account(id,org,kind) VALUES (?,NULL,?) ON CONFLICT DO NOTHING",
                    account,
                    "cost:" + cost.getKey());
            postings.post(tx, n++, account, -cost.getValue());
        }
    }

    /** The number of a provider's account, below those of all accounts that are somebody's. */
    static long account(String provider) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(provider.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() | Long.MIN_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
