package org.modelgate.billing;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.keys.KeyRing;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.LedgerClock;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.ledger.Reply;
import org.modelgate.billing.store.Bootstrap;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.GroupCommit;
import org.modelgate.billing.store.JdbcLedgerStore;
import org.modelgate.billing.store.LedgerReader;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReadGeneration;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The billing role. To be deployed once a database, as an event-loop verticle: the ledger is confined to its loop, a writer
 * thread makes its records durable, a reader thread answers questions from the database.
 */
public final class BillingVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BillingVerticle.class);
    private static final long TICK_MILLIS = 100;
    private static final long KEY_CACHE_MILLIS = 30_000;

    private final BillingConfig config;
    private final Bus bus;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final LedgerSettings settings;
    private @Nullable Running running;
    private long ticker = -1;

    private record Running(
            Ledger ledger,
            KeyRing keys,
            GroupCommit writer,
            JdbcLedgerStore store,
            LedgerReader reader,
            ExecutorService readers,
            BusEndpoint endpoint) {}

    private record Opened(Database database, Bootstrap.Started started, KeyHash hash) {}

    /**
     * @param clock wall clock
     * @param nanos monotonic clock
     */
    public BillingVerticle(
            BillingConfig config, Bus bus, InstantSource clock, LongSupplier nanos, LedgerSettings settings) {
        this.config = config;
        this.bus = bus;
        this.clock = clock;
        this.nanos = nanos;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::open)
                .compose(opened -> bus.open(Role.BILLING).map(endpoint -> {
                    run(opened, endpoint);
                    return endpoint;
                }));
    }

    private Opened open() throws StoreException, IOException {
        KeyHash hash = new KeyHash(BillingAdmin.pepper(config, new SecureRandom()));
        Database database = Database.open(config.database());
        Bootstrap.Started started = Bootstrap.start(
                database,
                BillingAdmin.NODE,
                BillingAdmin.provision(config, hash),
                clock,
                new TimeOrderedIds(clock, RandomGenerator.getDefault()));
        return new Opened(database, started, hash);
    }

    private void run(Opened opened, BusEndpoint endpoint) {
        Recovered recovered = opened.started.recovered();
        JdbcLedgerStore store = new JdbcLedgerStore(opened.database, BillingAdmin.NODE, recovered.epoch(), clock);
        Hand hand = new Hand(context);
        GroupCommit writer =
                new GroupCommit(store, new TimeOrderedIds(clock, RandomGenerator.getDefault()), hand, nanos);
        ExecutorService readers = ReaderThread.create();
        LedgerReader reader = new LedgerReader(opened.database);
        LedgerJournal journal = new LedgerJournal(context, writer, reader, readers);
        Ledger ledger = new Ledger(
                recovered,
                config.plans(),
                opened.started.prices(),
                settings,
                new LedgerClock(clock, nanos),
                journal,
                new BusListener(endpoint),
                new TimeOrderedIds(clock, RandomGenerator.getDefault()));
        journal.attach(ledger);
        hand.ledger = ledger;
        running = new Running(
                ledger, new KeyRing(opened.hash, recovered.keys()), writer, store, reader, readers, endpoint);
        writer.start();
        serve(running);
        ticker = vertx.setPeriodic(TICK_MILLIS, id -> ledger.tick());
        LOG.atInfo()
                .addKeyValue("epoch", recovered.epoch())
                .addKeyValue("accounts", recovered.orgs().size())
                .addKeyValue("recovered", recovered.open().size())
                .log("billing is open");
    }

    private void serve(Running r) {
        BusEndpoint endpoint = r.endpoint;
        Ledger ledger = r.ledger;
        endpoint.serve(Authenticate.class, delivery -> authenticate(r, delivery.message()));
        endpoint.serve(Admit.class, d -> answer(reply -> ledger.admit(d.message(), d.from(), reply)));
        endpoint.serve(Settle.class, d -> answer(reply -> ledger.settle(d.message(), reply)));
        endpoint.onMessage(Progress.class, d -> ledger.progress(d.message()));
        endpoint.serve(
                ReadCredits.class,
                d -> answer(reply -> ledger.credits(d.message().account(), reply)));
        endpoint.serve(ReadGeneration.class, delivery -> generation(r, delivery.message()));
    }

    private static <R extends BusMessage> Future<Answer<R>> answer(Consumer<Reply<R>> ask) {
        Promise<Answer<R>> promise = Promise.promise();
        ask.accept(new Reply<>() {
            @Override
            public void ok(R answer) {
                promise.complete(Answer.of(answer));
            }

            @Override
            public void failed(GatewayError error) {
                promise.fail(error.asException());
            }
        });
        return promise.future();
    }

    private Future<Answer<Authenticated>> authenticate(Running r, Authenticate message) {
        return r.keys.find(message.keyDigest())
                .filter(r.ledger::usable)
                .map(key -> {
                    String account = r.ledger.accountOf(key);
                    return new Principal(account, key.name(), config.regions().of(account, message.keyDigest()));
                })
                .map(principal -> Future.succeededFuture(Answer.of(new Authenticated(principal, KEY_CACHE_MILLIS))))
                .orElseGet(() -> Future.failedFuture(Ledger.unknownKey().asException()));
    }

    private Future<Answer<Generation>> generation(Running r, ReadGeneration message) {
        return ReaderThread.submit(context, r.readers, () -> r.reader.generation(message.account(), message.callId()))
                .compose(found -> found.map(generation -> Future.succeededFuture(Answer.of(generation)))
                        .orElseGet(() -> Future.failedFuture(
                                GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no such request")
                                        .asException())));
    }

    @Override
    public Future<?> stop() {
        Running r = running;
        running = null;
        if (r == null) {
            return Future.succeededFuture();
        }
        vertx.cancelTimer(ticker);
        return r.endpoint
                .close()
                .eventually(() -> vertx.executeBlocking(() -> {
                    r.writer.shutdown();
                    r.readers.shutdown();
                    close(r);
                    return null;
                }));
    }

    private static void close(Running r) {
        r.store.close();
        try {
            r.reader.close();
        } catch (SQLException e) {
            LOG.atWarn().setCause(e).log("the reader's connection did not close cleanly");
        }
    }

    /** Brings the writer's outcomes to the ledger's loop, one turn a batch. */
    private static final class Hand implements GroupCommit.Listener {
        private final Context context;
        private @Nullable Ledger ledger;

        Hand(Context context) {
            this.context = context;
        }

        @Override
        public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
            context.runOnContext(turn -> ledger().committed(records, outcomes));
        }

        @Override
        public void failing(boolean failing) {
            context.runOnContext(turn -> ledger().storageFailing(failing));
        }

        private Ledger ledger() {
            return requireNonNull(ledger, "no ledger yet");
        }
    }

    /** Reservations that nobody has resolved yet, for tests and metrics. */
    int openReservations() {
        Running r = running;
        return r == null ? 0 : r.ledger.openReservations();
    }
}
