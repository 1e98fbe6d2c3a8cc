package org.modelgate.billing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.admin.Administration;
import org.modelgate.billing.admin.Touched;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Reply;
import org.modelgate.billing.store.AdminReader;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.AdmitCount;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReadGeneration;
import org.modelgate.common.bus.messages.ReadLimits;
import org.modelgate.common.bus.messages.Recall;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The billing role. To be deployed once a process, as an event-loop verticle: the ledger is confined to its loop, a writer thread
 * makes its records durable, a reader thread answers questions from the database. A node that others took over from, because it
 * was silent for too long, starts again by itself.
 */
public final class BillingVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BillingVerticle.class);
    private static final long TICK_MILLIS = 100;
    private static final long SWEEP_MILLIS = 10_000;
    private static final long AGAIN_MILLIS = 1_000;
    private static final long KEY_CACHE_MILLIS = 30_000;

    private final BillingConfig config;
    private final BillingNode node;
    private final Bus bus;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final LedgerSettings settings;
    private @Nullable Running running;

    private record Running(
            OpenLedger open, Administration administration, BusEndpoint endpoint, long ticker, long sweeper) {}

    private record Ready(OpenLedger.Opened opened, Secret pepper) {}

    /**
     * @param clock wall clock
     * @param nanos monotonic clock
     */
    public BillingVerticle(
            BillingConfig config,
            BillingNode node,
            Bus bus,
            InstantSource clock,
            LongSupplier nanos,
            LedgerSettings settings) {
        this.config = config;
        this.node = node;
        this.bus = bus;
        this.clock = clock;
        this.nanos = nanos;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::open)
                .compose(ready -> bus.open(Role.BILLING)
                        .onFailure(closed -> ready.opened.database().close())
                        .map(endpoint -> {
                            running = run(ready, endpoint);
                            return endpoint;
                        }));
    }

    private Ready open() throws StoreException, IOException {
        Secret pepper = BillingAdmin.pepper(config, new SecureRandom());
        return new Ready(OpenLedger.Opened.of(config, node, new KeyHash(pepper), clock), pepper);
    }

    private Running run(Ready ready, BusEndpoint endpoint) {
        OpenLedger.Opened opened = ready.opened;
        Touched touched = Touched.when(config.webhooks() != null);
        BusListener listener = new BusListener(endpoint, opened.database().shared() ? this::again : () -> {}, touched);
        OpenLedger open = new OpenLedger(context, opened, config, settings, listener, touched, clock, nanos);
        open.ledger().reachedAt(endpoint.address());
        serve(open, endpoint);
        Administration administration = new Administration(
                vertx,
                context,
                opened.database(),
                new Administration.Node(
                        open.ledger(),
                        open.keys(),
                        AdminReader.Seen.of(opened.started().recovered()),
                        opened.hash(),
                        endpoint,
                        config.plans(),
                        config.overdrafts(),
                        (account, key) -> config.regions().of(account, "", key.regions()),
                        new Administration.Telling(config.webhooks(), config.thresholds(), touched)),
                ready.pepper,
                clock);
        Members members = new Members(open.ledger()::membersChanged, nanos);
        long sweeper = open.shared() ? vertx.setPeriodic(SWEEP_MILLIS, id -> open.sweep()) : -1;
        return new Running(
                open,
                administration,
                endpoint,
                vertx.setPeriodic(TICK_MILLIS, id -> {
                    members.look(endpoint.directory());
                    open.ledger().tick();
                }),
                sweeper);
    }

    private void serve(OpenLedger open, BusEndpoint endpoint) {
        Ledger ledger = open.ledger();
        endpoint.serve(Authenticate.class, delivery -> authenticate(open, delivery.message()));
        endpoint.serve(Admit.class, d -> answer(reply -> ledger.admit(d.message(), d.from(), reply)));
        endpoint.serve(Settle.class, d -> answer(reply -> ledger.settle(d.message(), reply)));
        endpoint.onMessage(Progress.class, d -> ledger.progress(d.message()));
        endpoint.onMessage(Recall.class, d -> ledger.recall(d.message().account()));
        endpoint.serve(
                AdmitCount.class,
                d -> answer(reply -> ledger.admitCount(d.message().principal(), reply)));
        endpoint.serve(
                ReadLimits.class,
                d -> answer(reply ->
                        ledger.limits(d.message().principal(), d.message().ofCounts(), reply)));
        endpoint.serve(ReadCredits.class, d -> credits(open, d.message().account()));
        endpoint.serve(ReadGeneration.class, delivery -> generation(open, delivery.message()));
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

    private Future<Answer<Authenticated>> authenticate(OpenLedger open, Authenticate message) {
        Ledger ledger = open.ledger();
        return open.keys()
                .find(message.keyDigest())
                .filter(ledger::usable)
                .map(key -> {
                    String account = ledger.accountOf(key);
                    return new Principal(
                            account,
                            key.name(),
                            config.regions().of(account, message.keyDigest(), key.regions()),
                            ledger.watches(key));
                })
                .map(principal -> Future.succeededFuture(Answer.of(new Authenticated(principal, KEY_CACHE_MILLIS))))
                .orElseGet(() -> Future.failedFuture(Ledger.unknownKey().asException()));
    }

    /** Where there are several nodes only the database knows what all of them spent. */
    private Future<Answer<Credits>> credits(OpenLedger open, String account) {
        if (!open.shared()) {
            return answer(reply -> open.ledger().credits(account, reply));
        }
        return ReaderThread.submit(context, open.readers(), () -> open.reader().credits(account))
                .compose(found -> found.map(credits -> Future.succeededFuture(Answer.of(credits)))
                        .orElseGet(() -> Future.failedFuture(notFound("there is no such account"))));
    }

    private Future<Answer<Generation>> generation(OpenLedger open, ReadGeneration message) {
        return ReaderThread.submit(
                        context, open.readers(), () -> open.reader().generation(message.account(), message.callId()))
                .compose(found -> found.map(generation -> Future.succeededFuture(Answer.of(generation)))
                        .orElseGet(() -> Future.failedFuture(notFound("there is no such request"))));
    }

    private static Exception notFound(String what) {
        return GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, what).asException();
    }

    /** Others took over from this node: it begins anew, with a new epoch and nothing in hand. */
    private void again() {
        Running old = running;
        if (old != null) {
            running = null;
            end(old).onComplete(ended -> vertx.setTimer(AGAIN_MILLIS, id -> retry()));
        }
    }

    private void retry() {
        start().onFailure(away -> {
            LOG.atError().setCause(away).log("billing can't start again yet");
            vertx.setTimer(AGAIN_MILLIS, id -> retry());
        });
    }

    private Future<?> end(Running r) {
        vertx.cancelTimer(r.ticker);
        vertx.cancelTimer(r.sweeper);
        return r.endpoint
                .close()
                .eventually(r.administration::close)
                .eventually(() -> vertx.executeBlocking(() -> {
                    r.open.close();
                    return null;
                }));
    }

    @Override
    public Future<?> stop() {
        Running r = running;
        running = null;
        if (r == null) {
            return Future.succeededFuture();
        }
        r.open.ledger().giveAllBack();
        return end(r);
    }

    /** Reservations that nobody has resolved yet, for tests and metrics. */
    int openReservations() {
        Running r = running;
        return r == null ? 0 : r.open.ledger().openReservations();
    }
}
