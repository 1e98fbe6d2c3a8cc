package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.AuditTrail.Subject;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.RetryWebhook;
import org.modelgate.common.bus.messages.admin.WebhookInfo;
import org.modelgate.common.bus.messages.admin.WebhookPage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/**
 * Events on their way to the operator's endpoint. One node sends each: it claims it for a while, and whoever claims it after that does
 * so with the next number of try, which makes what the former one says of it void. Times of claims and tries are the database's.
 */
public final class Outbox {
    private static final Duration DELIVERED_KEPT = Duration.ofDays(30);
    private static final Duration DEAD_KEPT = Duration.ofDays(90);
    private static final String COLUMNS = "SELECT w.*,o.name AS account FROM webhook w JOIN org o ON o.id=w.org ";

    private final Database database;
    private final Now now;
    private final InstantSource clock;

    /** The clock that all nodes have in common. */
    public interface Now {
        long millis(Connection connection) throws SQLException;
    }

    /** An event that this node sends. */
    public record Claimed(String id, int attempt, String payload) {}

    /** @param clock for what people read */
    public Outbox(Database database, InstantSource clock) {
        this(database, now(database.dialect()), clock);
    }

    public Outbox(Database database, Now now, InstantSource clock) {
        this.database = database;
        this.now = now;
        this.clock = clock;
    }

    private static Now now(Dialect dialect) {
        return c -> {
            Long millis = Sql.number(c, "SELECT " + dialect.nowMillis());
            return millis == null ? 0 : millis;
        };
    }

    private <T> T read(Database.Question<T> question) throws StoreException {
        return database.read("events can't be read", question);
    }

    /** Inside the transaction that finds what it tells of. */
    void put(Connection c, String id, String type, long org, String payload) throws SQLException {
        Sql.update(
                c,
                "INSERT INTO webhook(id,type,org,payload,at,state,next_at) VALUES (?,?,?,?,?,'pending',?)",
                id,
                type,
                org,
                payload,
                clock.millis(),
                now.millis(c));
    }

    /** Whether anything is to be sent. Blocks. */
    public boolean due() throws StoreException {
        return read(c -> {
            long at = now.millis(c);
            return Sql.number(
                            c,
                            "SELECT 1 FROM webhook WHERE state='pending' AND next_at<=? AND claimed_until<=? LIMIT 1",
                            at,
                            at)
                    != null;
        });
    }

    /**
     * Takes events that are due.
     *
     * @param attemptsMax an event whose last try nobody heard of is dead
     */
    public SideWriter.Change<List<Claimed>> claim(int most, Duration lease, int attemptsMax) {
        return c -> {
            long at = now.millis(c);
            List<Claimed> claimed = new ArrayList<>();
            for (Claimed event : Sql.list(
                    c,
                    "SELECT id,attempts,payload FROM webhook WHERE state='pending' AND next_at<=? AND claimed_until<=? "
                            + "ORDER BY next_at LIMIT ?",
                    row -> new Claimed(row.getString("id"), row.getInt("attempts") + 1, row.getString("payload")),
                    at,
                    at,
                    most)) {
                if (event.attempt > attemptsMax) {
                    settle(c, event.id, event.attempt - 1, "dead", 0, "the node that tried last has not come back");
                } else if (Sql.update(
                                c,
                                "UPDATE webhook SET attempts=?,claimed_until=? WHERE id=? AND state='pending' AND attempts=?",
                                event.attempt,
                                at + lease.toMillis(),
                                event.id,
                                event.attempt - 1)
                        == 1) {
                    claimed.add(event);
                }
            }
            return claimed;
        };
    }

    public SideWriter.Change<Boolean> delivered(Claimed event, int status) {
        return c -> settle(c, event.id, event.attempt, "delivered", status, null);
    }

    /** It is not tried again. */
    public SideWriter.Change<Boolean> dead(Claimed event, int status, String problem) {
        return c -> settle(c, event.id, event.attempt, "dead", status, problem);
    }

    private static boolean settle(
            Connection c, String id, int attempt, String state, int status, @Nullable String problem)
            throws SQLException {
        return Sql.update(
                        c,
                        "UPDATE webhook SET state=?,status=?,problem=? WHERE id=? AND attempts=? AND state='pending'",
                        state,
                        status,
                        problem,
                        id,
                        attempt)
                == 1;
    }

    /** It is tried again after a while. */
    public SideWriter.Change<Boolean> failed(Claimed event, int status, String problem, Duration pause) {
        return c -> Sql.update(
                        c,
                        "UPDATE webhook SET status=?,problem=?,next_at=?,claimed_until=0 "
                                + "WHERE id=? AND attempts=? AND state='pending'",
                        status,
                        problem,
                        now.millis(c) + pause.toMillis(),
                        event.id,
                        event.attempt)
                == 1;
    }

    /** A dead event gets all its tries again. */
    public SideWriter.Change<WebhookInfo> retry(RetryWebhook ask) {
        return c -> {
            WebhookInfo before = find(c, ask.id());
            if (!before.state().equals("dead")) {
                throw AdminRefusals.conflict(
                        "id", "this event is " + before.state() + ", only a dead one is tried again");
            }
            Sql.update(
                    c,
                    "UPDATE webhook SET state='pending',attempts=0,next_at=?,claimed_until=0 WHERE id=? AND state='dead'",
                    now.millis(c),
                    ask.id());
            AuditTrail.record(
                    c, clock.millis(), ask.actor(), new Subject("webhook.retry", ask.id(), null, null), null, null);
            return find(c, ask.id());
        };
    }

    private static WebhookInfo find(Connection c, String id) throws SQLException {
        return Sql.first(c, COLUMNS + "WHERE w.id=?", Outbox::info, id).orElseThrow(Outbox::unknown);
    }

    private static GatewayException unknown() {
        return GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no such event")
                .asException();
    }

    /** Newest first. Blocks. */
    public WebhookPage page(ReadWebhooks ask) throws StoreException {
        String after = ask.after() == null ? "f" : ask.after();
        List<WebhookInfo> events = read(c -> ask.state() == null
                ? Sql.list(c, COLUMNS + "WHERE w.id<? ORDER BY w.id DESC LIMIT ?", Outbox::info, after, ask.limit())
                : Sql.list(
                        c,
                        COLUMNS + "WHERE w.id<? AND w.state=? ORDER BY w.id DESC LIMIT ?",
                        Outbox::info,
                        after,
                        ask.state(),
                        ask.limit()));
        return new WebhookPage(
                events, events.size() < ask.limit() ? null : events.getLast().id());
    }

    private static WebhookInfo info(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return new WebhookInfo(
                row.getString("id"),
                row.getString("type"),
                row.getString("account"),
                row.getString("payload"),
                row.getLong("at"),
                state,
                row.getInt("attempts"),
                row.getInt("status"),
                row.getString("problem"),
                state.equals("pending") ? row.getLong("next_at") : null);
    }

    /** Forgets what was told, or given up, long ago. */
    public SideWriter.Change<Integer> purge() {
        return c -> Sql.update(
                c,
                "DELETE FROM webhook WHERE (state='delivered' AND at<?) OR (state='dead' AND at<?)",
                clock.millis() - DELIVERED_KEPT.toMillis(),
                clock.millis() - DEAD_KEPT.toMillis());
    }
}
