package org.modelgate.billing.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.BillingAdmin;
import org.modelgate.billing.BillingConfig;
import org.modelgate.billing.BillingNode;
import org.modelgate.billing.BillingVerticle;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.BusOptions;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.KeysChanged;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** A billing node on a real bus and a real file, with an edge and a router to ask from. Input costs $1 a million tokens, output $2. */
final class LiveBilling implements AutoCloseable {
    private static final long WAIT_SECONDS = 20;
    static final String KEYS = "[ { key: sk-gw-test-1, account: acme } ]";

    private final BillingNode self;
    private final String keys;
    private final String more;
    private final Path folder;
    private final String storage;
    private final AtomicLong skippedMillis = new AtomicLong();
    private final InstantSource clock = () -> Instant.ofEpochMilli(System.currentTimeMillis() + skippedMillis.get());
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom());
    private final BlockingQueue<UUID> durable = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> changedKeys = new LinkedBlockingQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.create(vertx, BusOptions.defaults(), System::nanoTime);
    private final Peer router = new Peer(Role.ROUTER);
    private final Peer edge = new Peer(Role.EDGE);
    private String deployment;

    private final class Peer extends VerticleBase {
        private final Role role;
        private BusEndpoint endpoint;
        private Context at;

        Peer(Role role) {
            this.role = role;
        }

        @Override
        public Future<?> start() {
            at = context;
            return bus.open(role).onSuccess(opened -> {
                opened.onMessage(
                        ReservationDurable.class, d -> durable.add(d.message().callId()));
                opened.onMessage(
                        KeysChanged.class, d -> changedKeys.addAll(d.message().keyIds()));
                endpoint = opened;
            });
        }
    }

    /** @param storage URL of the database; null: a file in the folder */
    LiveBilling(Path folder, @Nullable String storage) throws Exception {
        this(folder, storage, BillingNode.LOCAL, KEYS, "");
    }

    /**
     * One of several nodes, which hear nothing of each other but through the database.
     *
     * @param keys of the configuration
     * @param more of the configuration, at its end
     */
    LiveBilling(Path folder, @Nullable String storage, BillingNode self, String keys, String more) throws Exception {
        this.self = self;
        this.keys = keys;
        this.more = more;
        this.folder = folder;
        this.storage = storage == null ? "sqlite:" + file() : storage;
        await(vertx.deployVerticle(router));
        await(vertx.deployVerticle(edge));
        deploy();
    }

    BillingConfig config() {
        String yaml = """
                storage: { url: "%s", pepper: "a-pepper-of-this-test-0123456789-0123456789-0123456789-0123456789" }
                models: [ { id: m, price: { input: 1, output: 2 } }, { id: n, price: { input: 1, output: 2 } } ]
                accounts: [ { id: acme, credits: 1 } ]
                plans: { pro: { requests_per_minute: 600 }, one: { requests_per_minute: 1 }, credit: { overdraft_usd: 0.001 } }
                keys: %s
                """.formatted(storage, keys) + more;
        return BillingConfig.read(
                ConfigFile.read(yaml, name -> Optional.empty()).root(), LocalDate.EPOCH);
    }

    private void deploy() {
        deployment = await(vertx.deployVerticle(
                new BillingVerticle(config(), self, bus, clock, System::nanoTime, LedgerSettings.ONE_PROCESS)));
    }

    void restart() {
        await(vertx.undeploy(deployment));
        deploy();
    }

    InstantSource clock() {
        return clock;
    }

    /** Sets this node's wall clock forward. */
    void skip(Duration time) {
        skippedMillis.addAndGet(time.toMillis());
    }

    private <R extends BusMessage> Future<Answer<R>> send(Request<R> message, Buffer payload) {
        String billing = bus.directory().pick(Role.BILLING).orElseThrow();
        Promise<Answer<R>> answer = Promise.promise();
        // An endpoint is used on its own context only.
        router.at.runOnContext(turn -> router.endpoint
                .request(billing, message, payload, Duration.ofSeconds(WAIT_SECONDS))
                .onComplete(answer));
        return answer.future();
    }

    <R extends BusMessage> Future<R> send(Request<R> message) {
        return send(message, Buffer.buffer()).map(Answer::message);
    }

    <R extends BusMessage> R ask(Request<R> message) {
        return await(send(message));
    }

    <R extends BusMessage> Answer<R> ask(Request<R> message, Buffer payload) {
        return await(send(message, payload));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + WAIT_SECONDS + " s", e);
        }
    }

    UUID id() {
        return ids.get();
    }

    Principal authenticate(String key) {
        return ask(new Authenticate(KeyHash.digest(key))).principal();
    }

    /** What is null stays as it is. */
    static ChangeKey change(
            String actor,
            String id,
            @Nullable Boolean enabled,
            @Nullable Long requestsPerMinute,
            @Nullable Long budgetNano,
            @Nullable List<String> regions) {
        return new ChangeKey(
                actor,
                id,
                null,
                enabled,
                null,
                requestsPerMinute,
                null,
                null,
                null,
                null,
                null,
                budgetNano,
                null,
                null,
                regions);
    }

    Admit admit(Principal principal) {
        return new Admit(
                ids.get(),
                principal,
                List.of("m"),
                10,
                false,
                false,
                100L,
                List.of(8_192L),
                1,
                10_000,
                null,
                List.of(),
                null,
                null);
    }

    static Settle settle(Principal principal, UUID callId, Usage usage) {
        return new Settle(
                callId,
                principal,
                "m",
                usage,
                UsageSource.PROVIDER_FINAL,
                "sim",
                "m-1",
                "completed",
                List.of(new Settle.AttemptRecord("sim", "m-1", "ok", 200, usage, "up-1")),
                20,
                5,
                null,
                null);
    }

    /** A call with that many tokens of output and ten of input, settled. */
    UUID call(Principal principal, long output) {
        Admit admit = admit(principal);
        ask(admit);
        Settled settled = ask(settle(principal, admit.callId(), Usage.of(10, output)));
        if (settled.chargedNano() != 10_000 + 2_000 * output) {
            throw new AssertionError("charged " + settled);
        }
        return admit.callId();
    }

    /** The next key that edges are told of. */
    String changedKey() throws InterruptedException {
        return changedKeys.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    List<String> audit() throws StoreException {
        return BillingAdmin.audit(config(), clock);
    }

    Path file() {
        return folder.resolve("gateway.db");
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
