package org.modelgate.billing.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.keys.AnswerSeal;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.keys.KeyRing;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.store.AccountChanges;
import org.modelgate.billing.store.AdminReader;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.KeptAnswers;
import org.modelgate.billing.store.KeyChanges;
import org.modelgate.billing.store.Outbox;
import org.modelgate.billing.store.Overdrafts;
import org.modelgate.billing.store.Promos;
import org.modelgate.billing.store.Refunds;
import org.modelgate.billing.store.Thresholds;
import org.modelgate.billing.webhook.WebhookConfig;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.admin.KeysChanged;
import org.modelgate.common.config.Secret;

/** All that a billing node does beside calls: what operators ask for, who calls with a token, answers that are kept. */
public final class Administration {
    private static final long LOOK_MILLIS = 1_000;
    private static final long HOUSEKEEPING_MILLIS = 60_000;

    private final Vertx vertx;
    private final Desk desk;
    private final Notices notices;
    private final long looking;
    private final long housekeeping;

    /**
     * What the node already has.
     *
     * @param seen accounts and keys that the ledger knows
     * @param regions where calls of an account with a key may be computed
     */
    public record Node(
            Ledger ledger,
            KeyRing keys,
            AdminReader.Seen seen,
            KeyHash hash,
            BusEndpoint endpoint,
            Map<String, Limits> plans,
            Overdrafts overdrafts,
            BiFunction<String, Recovered.Key, List<List<String>>> regions,
            Telling telling) {}

    /**
     * What the operator's endpoint is told of.
     *
     * @param webhooks null: there is none
     * @param touched where accounts to look at are noted
     */
    public record Telling(@Nullable WebhookConfig webhooks, Thresholds thresholds, Touched touched) {}

    /** To be made on the verticle's context; serves from then on. */
    public Administration(
            Vertx vertx, Context context, Database database, Node node, Secret pepper, InstantSource clock) {
        this.vertx = vertx;
        this.desk = new Desk(vertx, context, database);
        AdminReader reader = new AdminReader(database, clock);
        BusEndpoint endpoint = node.endpoint;
        AccountChanges accounts = new AccountChanges(clock, node.overdrafts);
        KeyChanges keys = new KeyChanges(clock);
        Register register = new Register(endpoint, desk, reader, node.ledger, node.keys, node.seen);
        Payments payments =
                new Payments(endpoint, desk, reader, node.ledger, accounts, new Refunds(clock), new Promos(clock));
        new AdminService(endpoint, desk, reader, register, payments, node.plans, node.hash, accounts, keys).serve();
        new TokenKeys(endpoint, desk, reader, register, node.ledger, node.hash, keys, node.regions).serve();
        payments.serve();
        payments.expire();
        Answers answers =
                new Answers(endpoint, desk, new KeptAnswers(clock, new AnswerSeal(pepper, new SecureRandom())));
        answers.serve();
        notices = new Notices(vertx, desk, new Outbox(database, clock));
        notices.serve(endpoint);
        Telling telling = node.telling;
        if (telling.webhooks != null) {
            notices.start(context, database, telling.webhooks, telling.thresholds, telling.touched, clock);
        }
        endpoint.onMessage(KeysChanged.class, news -> register.look());
        looking = vertx.setPeriodic(LOOK_MILLIS, timer -> register.look());
        housekeeping = vertx.setPeriodic(HOUSEKEEPING_MILLIS, timer -> {
            payments.expire();
            answers.purge();
            notices.purge();
        });
    }

    /** Complete when nothing of it runs any more. */
    public Future<Void> close() {
        vertx.cancelTimer(looking);
        vertx.cancelTimer(housekeeping);
        return notices.close().eventually(desk::close);
    }
}
