package org.modelgate.billing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.BusOptions;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReadGeneration;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** The role on a real bus with a real file. Input costs $1 a million tokens, output $2. */
class BillingVerticleTest {
    private static final long WAIT_SECONDS = 20;

    @TempDir
    Path folder;

    private final InstantSource clock = InstantSource.system();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom());
    private final BlockingQueue<UUID> durable = new LinkedBlockingQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.create(vertx, BusOptions.defaults(), System::nanoTime);
    private BusEndpoint router;
    private Context routerContext;
    private String deployment;

    /** Somebody to ask from. */
    private final class Peer extends VerticleBase {
        @Override
        public Future<?> start() {
            return bus.open(Role.ROUTER).onSuccess(endpoint -> {
                endpoint.onMessage(
                        ReservationDurable.class, d -> durable.add(d.message().callId()));
                router = endpoint;
                routerContext = context;
            });
        }
    }

    @BeforeEach
    void start() throws Exception {
        vertx.deployVerticle(new Peer()).await(WAIT_SECONDS, TimeUnit.SECONDS);
        deploy();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private BillingConfig config(String extra) {
        String yaml = """
                storage: { url: "sqlite:%s" }
                models: [ { id: m, price: { input: 1, output: 2 } } ]
                accounts: [ { id: acme, credits: 0.001 } ]
                keys:
                  - { key: sk-gw-test-1, account: acme }
                  - { key: sk-gw-test-2, account: acme, enabled: false }
                  - { key: sk-gw-test-3, account: acme, expires_at: "2020-01-01T00:00:00Z" }
                %s
                """.formatted(folder.resolve("gateway.db"), extra);
        var reading = ConfigFile.read(yaml, name -> Optional.empty());
        BillingConfig config = BillingConfig.read(reading.root(), LocalDate.EPOCH);
        assertThat(reading.problems().lines()).isEmpty();
        return config;
    }

    private void deploy() throws Exception {
        deployment = vertx.deployVerticle(new BillingVerticle(
                        config(""), BillingNode.LOCAL, bus, clock, System::nanoTime, LedgerSettings.DEFAULT))
                .await(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private <R extends BusMessage> Future<R> send(Request<R> message) {
        String billing = bus.directory().pick(Role.BILLING).orElseThrow();
        Promise<R> answer = Promise.promise();
        // An endpoint is used on its own context only.
        routerContext.runOnContext(turn -> router.request(billing, message, Duration.ofSeconds(WAIT_SECONDS))
                .onComplete(answer));
        return answer.future();
    }

    private <R extends BusMessage> R ask(Request<R> message) throws Exception {
        return send(message).await(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private Principal authenticate(String key) throws Exception {
        return ask(new Authenticate(KeyHash.digest(key))).principal();
    }

    private Admit admit(Principal principal, @Nullable Long output) {
        return new Admit(
                ids.get(),
                principal,
                List.of("m"),
                10,
                false,
                false,
                output,
                List.of(8_192L),
                1,
                10_000,
                null,
                List.of(),
                null,
                null);
    }

    private static Settle settle(Principal principal, UUID callId, @Nullable Usage usage) {
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

    @Test
    void callIsAdmittedMadeDurableSettledAndOnRecord() throws Exception {
        Principal principal = authenticate("sk-gw-test-1");
        Admit admit = admit(principal, 20L);
        Admitted admitted = ask(admit);

        assertThat(admitted.reservedNano()).isEqualTo(50_000);
        assertThat(durable.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(admit.callId());
        assertThat(ask(new ReadCredits("acme"))).isEqualTo(new Credits(1_000_000, 50_000, 0));
        assertThat(ask(settle(principal, admit.callId(), Usage.of(8, 6)))).isEqualTo(new Settled(20_000, 14));
        assertThat(ask(new ReadCredits("acme"))).isEqualTo(new Credits(980_000, 0, 20_000));
        Generation generation = ask(new ReadGeneration("acme", admit.callId()));
        assertThat(generation.chargedNano()).isEqualTo(20_000);
        assertThat(generation.attempts()).hasSize(1);
        assertThatThrownBy(() -> ask(new ReadGeneration("acme", ids.get())))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void unknownDisabledAndExpiredKeysGetTheSameAnswer() {
        for (String key : List.of("sk-gw-unknown", "sk-gw-test-2", "sk-gw-test-3")) {
            assertThatThrownBy(() -> authenticate(key))
                    .isInstanceOf(GatewayException.class)
                    .hasMessage("the API key is unknown, disabled or expired");
        }
    }

    @Test
    void openCallOfAnEarlierProcessIsSettledByTheNext() throws Exception {
        Principal principal = authenticate("sk-gw-test-1");
        Admit admit = admit(principal, 20L);
        ask(admit);
        assertThat(durable.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(admit.callId());
        vertx.undeploy(deployment).await(WAIT_SECONDS, TimeUnit.SECONDS);
        deploy();

        assertThat(ask(new ReadCredits("acme")).reservedNano()).isEqualTo(50_000);
        assertThat(ask(settle(principal, admit.callId(), Usage.of(10, 1))).chargedNano())
                .isEqualTo(12_000);
        assertThat(BillingAdmin.audit(config(""), clock)).isEmpty();
    }

    @Test
    void twoHundredParallelCallsOnCreditForTenLetNineThroughAndNeverOverspend() throws Exception {
        Principal principal = authenticate("sk-gw-test-1");
        // Each may cost 0.0001 and costs 0.00009, of 0.001.
        List<Future<Settled>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Admit admit = admit(principal, 45L);
            calls.add(send(admit).compose(ok -> send(settle(principal, admit.callId(), Usage.of(10, 40)))));
        }
        Future.join(calls).otherwiseEmpty().await(WAIT_SECONDS, TimeUnit.SECONDS);

        long served = calls.stream().filter(Future::succeeded).count();
        assertThat(served).isBetween(9L, 11L);
        assertThat(calls.stream().filter(Future::failed).map(Future::cause))
                .allSatisfy(
                        cause -> assertThat(((GatewayException) cause).error().code())
                                .isEqualTo(ErrorCode.INSUFFICIENT_CREDITS));
        Credits credits = ask(new ReadCredits("acme"));
        assertThat(credits).isEqualTo(new Credits(1_000_000 - served * 90_000, 0, served * 90_000));
        assertThat(BillingAdmin.audit(config(""), clock)).isEmpty();
    }

    @Test
    void lockedDatabaseRefusesAdmissionsAndKeepsSettlementsUntilItIsBack() throws Exception {
        Principal principal = authenticate("sk-gw-test-1");
        Admit admit = admit(principal, 20L);
        ask(admit);
        assertThat(durable.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(admit.callId());
        Future<Settled> settled;
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("gateway.db"));
                Statement s = other.createStatement()) {
            s.execute("BEGIN IMMEDIATE");
            settled = send(settle(principal, admit.callId(), Usage.of(8, 6)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(WAIT_SECONDS))
                    .untilAsserted(() -> assertThatThrownBy(() -> ask(admit(principal, 1L)))
                            .isInstanceOfSatisfying(
                                    GatewayException.class,
                                    e -> assertThat(e.error().code()).isEqualTo(ErrorCode.UNAVAILABLE)));
            assertThat(settled.isComplete()).isFalse();
            s.execute("COMMIT");
        }

        assertThat(settled.await(WAIT_SECONDS, TimeUnit.SECONDS).chargedNano()).isEqualTo(20_000);
        Awaitility.await().atMost(Duration.ofSeconds(WAIT_SECONDS)).untilAsserted(() -> ask(admit(principal, 1L)));
    }

    @Test
    void firstStartMakesAnAccountWithAWorkingKeyOnce() throws Exception {
        String yaml = "{ storage: { url: \"sqlite:" + folder.resolve("first/gateway.db") + "\" }, "
                + "models: [ { id: m, price: { input: 1, output: 2 } } ] }";
        BillingConfig config = BillingConfig.read(
                ConfigFile.read(yaml, name -> Optional.empty()).root(), LocalDate.EPOCH);
        Secret key = BillingAdmin.createFirstAccount(config, "default", new BigDecimal("25"), "first", clock)
                .orElseThrow();
        assertThat(BillingAdmin.createFirstAccount(config, "default", BigDecimal.TEN, "first", clock))
                .isEmpty();
        vertx.undeploy(deployment).await(WAIT_SECONDS, TimeUnit.SECONDS);
        vertx.deployVerticle(new BillingVerticle(
                        config, BillingNode.LOCAL, bus, clock, System::nanoTime, LedgerSettings.DEFAULT))
                .await(WAIT_SECONDS, TimeUnit.SECONDS);

        Principal principal = authenticate(requireNonNull(key.value()));
        assertThat(principal.account()).isEqualTo("default");
        assertThat(ask(new ReadCredits("default")).balanceNano()).isEqualTo(25_000_000_000L);
        assertThat(BillingAdmin.audit(config, clock)).isEmpty();
    }
}
