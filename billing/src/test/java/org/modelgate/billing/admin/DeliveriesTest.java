package org.modelgate.billing.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.billing.store.Bootstrap;
import org.modelgate.billing.store.Crossings;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.Outbox;
import org.modelgate.billing.store.Outbox.Claimed;
import org.modelgate.billing.store.SideWriter;
import org.modelgate.billing.store.Storage;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.Thresholds;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.billing.store.Watched;
import org.modelgate.billing.webhook.WebhookConfig;
import org.modelgate.billing.webhook.WebhookSender;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.RetryWebhook;
import org.modelgate.common.bus.messages.admin.WebhookInfo;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.http.ScriptedUpstream;

class DeliveriesTest {
    private static final byte[] KEY = "twenty-four-random-bytes".getBytes(StandardCharsets.US_ASCII);
    private static final Secret SECRET =
            new Secret("whsec_" + Base64.getEncoder().encodeToString(KEY));

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(9));
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ScriptedUpstream endpoint = new ScriptedUpstream(vertx);
    private Database database;
    private Desk desk;
    private Outbox outbox;
    private Deliveries deliveries;

    Storage storage() {
        return new Storage.Sqlite(folder.resolve("gateway.db"));
    }

    @BeforeEach
    void open() throws StoreException {
        database = Database.open(storage());
        Bootstrap.start(database, "a", "test", Fixtures.provision(1_000), clock, ids);
        start(true);
    }

    private void start(boolean allowPrivate) {
        desk = new Desk(vertx, context, database);
        outbox = new Outbox(database, c -> clock.millis(), clock);
        URI url = endpoint.uri().resolve("/hooks?team=ops");
        WebhookConfig config = new WebhookConfig(url, List.of(SECRET), Duration.ofSeconds(5), allowPrivate);
        deliveries = new Deliveries(desk, outbox, new WebhookSender(vertx, context, config, clock), () -> 0);
    }

    @AfterEach
    void close() {
        LiveBilling.await(deliveries.close());
        LiveBilling.await(desk.close());
        LiveBilling.await(vertx.close());
        database.close();
    }

    private <T> T write(SideWriter.Change<T> change) {
        Promise<T> done = Promise.promise();
        context.runOnContext(turn -> desk.write(change).onComplete(done));
        return LiveBilling.await(done.future());
    }

    /** An account whose balance is low, as long as nobody was told. */
    private String event() throws StoreException {
        Thresholds thresholds = new Thresholds(5_000, Map.of(), List.of(), Map.of());
        write(new Crossings(database, thresholds, outbox, clock, ids).enter(Watched.anyhow(1)));
        return events().getFirst().id();
    }

    private void look() {
        context.runOnContext(turn -> deliveries.look());
    }

    private List<WebhookInfo> events() throws StoreException {
        return outbox.page(new ReadWebhooks(null, null, 100)).events();
    }

    private WebhookInfo await(String state, int attempts) {
        return Awaitility.await()
                .until(
                        () -> events().getFirst(),
                        event -> event.state().equals(state)
                                && event.attempts() == attempts
                                && (event.status() != 0 || event.problem() != null));
    }

    @Test
    void anEventIsSignedAndTheEndpointsWordEndsIt() throws Exception {
        endpoint.thenAnswer(204, "");
        String id = event();
        look();
        WebhookInfo told = await("delivered", 1);

        ScriptedUpstream.Seen seen = endpoint.seen().getFirst();
        assertThat(seen.uri()).isEqualTo("/hooks?team=ops");
        assertThat(seen.headers().get("webhook-id")).isEqualTo(id);
        String seconds = seen.headers().get("webhook-timestamp");
        assertThat(seconds).isEqualTo(Long.toString(clock.millis() / 1_000));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] signed = (id + "." + seconds + "." + seen.body()).getBytes(StandardCharsets.UTF_8);
        assertThat(seen.headers().get("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
        assertThat(seen.body()).isEqualTo(told.payload()).contains("\"account\":\"acme\"");
        assertThat(told.status()).isEqualTo(204);
        assertThat(outbox.due()).isFalse();
    }

    @Test
    void anEndpointThatFailsIsAskedAgainAfterGrowingPauses() throws Exception {
        endpoint.thenAnswer(500, "broken")
                .then(ScriptedUpstream.Exchange::cut)
                .thenAnswer(302, "", "location", "/x")
                .thenAnswer(200, "");
        event();
        long[] pauses = {5_000, 30_000, 300_000};
        String[] problems = {"status 500", "the endpoint did not answer", "status 302"};
        for (int i = 0; i < pauses.length; i++) {
            look();
            WebhookInfo failed = await("pending", i + 1);
            assertThat(failed.problem()).isEqualTo(problems[i]);
            assertThat(failed.nextMillis()).isEqualTo(clock.millis() + pauses[i]);
            clock.advance(pauses[i] - 1);
            assertThat(outbox.due()).isFalse();
            clock.advance(1);
        }
        look();
        await("delivered", 4);
        assertThat(endpoint.seen())
                .hasSize(4)
                .extracting(ScriptedUpstream.Seen::body)
                .containsOnly(endpoint.seen().getFirst().body());
    }

    @Test
    void anEventThatNobodyTakesIsDeadUntilAnOperatorAsksAgain() throws Exception {
        endpoint.thenAnswer(503, "");
        String id = event();
        for (int attempt = 1; attempt < Deliveries.ATTEMPTS_MAX; attempt++) {
            look();
            await("pending", attempt);
            clock.advance(Duration.ofDays(1).toMillis());
        }
        look();
        WebhookInfo dead = await("dead", Deliveries.ATTEMPTS_MAX);
        assertThat(dead.problem()).isEqualTo("status 503");
        assertThat(dead.nextMillis()).isNull();
        assertThat(outbox.page(new ReadWebhooks("dead", null, 5)).events())
                .extracting(WebhookInfo::id)
                .containsExactly(id);
        assertThat(endpoint.seen()).hasSize(Deliveries.ATTEMPTS_MAX);

        endpoint.thenAnswer(200, "").thenAnswer(200, "");
        assertThat(write(outbox.retry(new RetryWebhook("me", id))).state()).isEqualTo("pending");
        look();
        await("pending", 1);
        clock.advance(5_000);
        look();
        await("delivered", 2);
    }

    @Test
    void anEndpointThatIsGoneIsNotAskedAgain() throws Exception {
        endpoint.thenAnswer(410, "");
        event();
        look();
        assertThat(await("dead", 1).problem()).isEqualTo("status 410");
    }

    @Test
    void onlyADeadEventIsTriedAgain() throws Exception {
        String id = event();
        for (String wrong : List.of(id, "evt_0", "x")) {
            Promise<WebhookInfo> done = Promise.promise();
            context.runOnContext(turn ->
                    desk.write(outbox.retry(new RetryWebhook("me", wrong))).onComplete(done));
            Future<WebhookInfo> refused = done.future();
            Awaitility.await().until(refused::isComplete);
            assertThat(refused.cause())
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            e -> assertThat(e.error().status()).isEqualTo(wrong.equals(id) ? 409 : 404));
        }
    }

    @Test
    void whatADeadNodeHadClaimedIsSentByAnother() throws Exception {
        endpoint.thenAnswer(200, "");
        event();
        Claimed lost = write(outbox.claim(8, Duration.ofMinutes(2), Deliveries.ATTEMPTS_MAX))
                .getFirst();
        assertThat(outbox.due()).isFalse();
        clock.advance(Duration.ofMinutes(2).toMillis());
        look();
        await("delivered", 2);

        assertThat(write(outbox.failed(lost, 500, "late word", Duration.ofSeconds(1))))
                .isFalse();
        assertThat(write(outbox.dead(lost, 500, "late word"))).isFalse();
        assertThat(events().getFirst().state()).isEqualTo("delivered");
    }

    @Test
    void oneNodeSendsEach() throws Exception {
        write(c -> {
            try (Statement s = c.createStatement()) {
                for (int i = 100; i < 140; i++) {
                    s.executeUpdate("INSERT INTO webhook(id,type,org,payload,at,state,next_at) VALUES ('evt_" + i
                            + "','t',1,'{}',0,'pending',0)");
                }
            }
            return 40;
        });
        List<SideWriter> nodes = List.of(new SideWriter(database), new SideWriter(database));
        nodes.forEach(SideWriter::start);
        try {
            List<CompletableFuture<List<Claimed>>> claims = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                claims.add(nodes.get(i % 2).submit(outbox.claim(5, Duration.ofMinutes(2), 8)));
            }
            List<String> claimed = new ArrayList<>();
            for (CompletableFuture<List<Claimed>> claim : claims) {
                claim.get(20, TimeUnit.SECONDS).forEach(event -> claimed.add(event.id()));
            }
            assertThat(claimed).doesNotHaveDuplicates().hasSize(40);
        } finally {
            nodes.forEach(SideWriter::close);
        }
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        endpoint.thenAnswer(200, "");
        event();
        LiveBilling.await(deliveries.close());
        LiveBilling.await(desk.close());
        database.close();
        database = Database.open(storage());
        start(true);
        look();
        await("delivered", 1);
    }

    @Test
    void anAddressInTheOperatorsOwnNetworkIsRefusedUnlessItIsAllowed() throws Exception {
        endpoint.thenAnswer(200, "");
        LiveBilling.await(deliveries.close());
        LiveBilling.await(desk.close());
        start(false);
        event();
        look();
        assertThat(await("pending", 1).problem())
                .contains("webhooks.allow_private")
                .doesNotContain("127.0.0.1");
        assertThat(endpoint.seen()).isEmpty();
    }
}
