package org.modelgate.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.AdmitCount;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReadGeneration;
import org.modelgate.common.bus.messages.ReadLimits;
import org.modelgate.common.bus.messages.ReadModels;
import org.modelgate.common.bus.messages.ReadProviders;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.RecordingWriter;
import org.modelgate.edge.auth.Digests;
import org.modelgate.translator.ClientDialect;

/** A running edge on a real bus, with a router and a billing node that do as the test says. */
public final class Testbed implements AutoCloseable {
    private static final ProviderHealth.Entry ILL =
            new ProviderHealth.Entry("anthropic/claude", "open", "failures", 5_000, 1, 9, 5, 2, 300L, 400L, null);

    /** A name of the first model that isn't in the list. */
    public static final String SPELLED = "a-20250101";

    public static final String KEY = "sk-gw-test-1";
    public static final String ADMIN_KEY = "admin-key-of-the-test";
    public static final Head JSON = new Head(200, List.of(Map.entry("content-type", "application/json")));
    public static final Head SSE = new Head(200, List.of(Map.entry("content-type", "text/event-stream")));
    private static final long WAIT_SECONDS = 10;

    private final LocalBus local = new LocalBus();
    private final EdgeNode node;
    private final String deployment;
    private final LocalBus.At router;
    private final LocalBus.At billing;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Principal> principals = new ConcurrentHashMap<>();
    private final AtomicReference<Models> models = new AtomicReference<>(new Models(List.of()));
    private final AtomicReference<Credits> credits = new AtomicReference<>(new Credits(0, 0, 0));
    private final AtomicReference<@Nullable Generation> generation = new AtomicReference<>();
    private final AtomicReference<Function<CountTokens, Future<TokensCounted>>> counts = new AtomicReference<>(
            ask -> Future.failedFuture(GatewayError.internal("no count").asException()));
    private volatile Map<String, Long> limits = Map.of();
    private volatile @Nullable GatewayError countRefusal;
    private final AtomicReference<@Nullable CountTokens> counted = new AtomicReference<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A call as the router got it. Its answer is written on the router's context. */
    public record Call(Delivery<RouteCall> delivery, OutboundStream out, RecordingWriter writer, LocalBus.At at) {
        public RouteCall message() {
            return delivery.message();
        }

        public void answer(Consumer<OutboundStream> how) {
            at.run(() -> how.accept(out));
        }

        public boolean write(String data) {
            return at.call(() -> out.write(Buffer.buffer(data)));
        }
    }

    public Testbed() {
        this(new TestLimits(), config -> config);
    }

    public Testbed(TestLimits limits) {
        this(limits, config -> config);
    }

    public Testbed(TestLimits limits, UnaryOperator<EdgeConfig> changes) {
        this(limits, changes, FakeDialect.BOTH);
    }

    public Testbed(TestLimits limits, UnaryOperator<EdgeConfig> changes, List<ClientDialect> dialects) {
        principals.put(Digests.sha256(KEY), new Principal("acme", "key-1"));
        router = local.open(Role.ROUTER);
        billing = local.open(Role.BILLING);
        local.open(Role.TRANSLATOR);
        serve();
        EdgeConfig config = changes.apply(new EdgeConfig(
                "127.0.0.1",
                0,
                1 << 20,
                Duration.ofSeconds(5),
                null,
                new EdgeConfig.Admin("127.0.0.1", 0, new Secret(ADMIN_KEY))));
        node = new EdgeNode(
                config,
                limits.build(),
                dialects,
                () -> local.bus().open(Role.EDGE),
                InstantSource.system(),
                System::nanoTime);
        deployment = await(local.vertx().deployVerticle(node.verticle()));
    }

    private void serve() {
        router.run(() -> {
            router.endpoint().onMessage(RouteCall.class, this::route);
            router.endpoint().serve(CountTokens.class, ask -> {
                counted.set(ask.message());
                return counts.get().apply(ask.message()).map(Answer::of);
            });
            router.endpoint()
                    .serve(
                            ReadProviders.class,
                            ask -> Future.succeededFuture(Answer.of(new ProviderHealth("node", List.of(ILL)))));
            router.endpoint()
                    .serve(ReadModels.class, ask -> models(ask.message().name()));
        });
        billing.run(() -> {
            billing.endpoint().serve(Authenticate.class, ask -> authenticate(ask.message()));
            billing.endpoint().serve(ReadLimits.class, ask -> {
                Map<String, Long> figures = new HashMap<>(limits);
                figures.merge("requests-remaining", ask.message().ofCounts() ? 1L : 0L, Long::sum);
                return Future.succeededFuture(Answer.of(new LimitFigures(limits.isEmpty() ? Map.of() : figures)));
            });
            billing.endpoint()
                    .serve(
                            AdmitCount.class,
                            ask -> countRefusal == null
                                    ? Future.succeededFuture(Answer.of(new LimitFigures(limits)))
                                    : Future.failedFuture(countRefusal.asException()));
            billing.endpoint().serve(ReadCredits.class, ask -> Future.succeededFuture(Answer.of(credits.get())));
            billing.endpoint().serve(ReadGeneration.class, ask -> generation(ask.message()));
        });
    }

    private void route(Delivery<RouteCall> delivery) {
        RecordingWriter writer = new RecordingWriter();
        OutboundStream out = router.endpoint().openOutbound(delivery.message().answer(), writer);
        calls.add(new Call(delivery, out, writer, router));
    }

    private Future<Answer<Authenticated>> authenticate(Authenticate question) {
        asked.add(question.keyDigest());
        Principal principal = principals.get(question.keyDigest());
        return principal == null
                ? Future.failedFuture(GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "unknown")
                        .asException())
                : Future.succeededFuture(Answer.of(new Authenticated(principal, 30_000)));
    }

    /** The first model has a spelling that only a router knows. */
    private Future<Answer<Models>> models(@Nullable String name) {
        Models all = models.get();
        if (name == null) {
            return Future.succeededFuture(Answer.of(all));
        }
        return name.equals(SPELLED)
                ? Future.succeededFuture(
                        Answer.of(new Models(List.of(all.models().getFirst()))))
                : Future.failedFuture(GatewayError.of(Fault.CLIENT, ErrorCode.MODEL_NOT_FOUND, "there is no such model")
                        .asException());
    }

    private Future<Answer<Generation>> generation(ReadGeneration question) {
        Generation known = generation.get();
        return known == null
                        || !known.callId().equals(question.callId())
                        || !question.account().equals("acme")
                ? Future.failedFuture(GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "no such request")
                        .asException())
                : Future.succeededFuture(Answer.of(known));
    }

    /** How billing says that callers' rate limits stand. */
    public void limits(Map<String, Long> figures) {
        limits = Map.copyOf(figures);
    }

    /** Why nobody may have tokens counted. */
    public void refuseCounts(GatewayError error) {
        countRefusal = error;
    }

    /** How the router answers questions for tokens. */
    public void counts(Function<CountTokens, Future<TokensCounted>> how) {
        counts.set(how);
    }

    /** The last question for tokens. */
    public CountTokens counted() {
        return Objects.requireNonNull(counted.get(), "none came");
    }

    public void models(Models list) {
        models.set(list);
    }

    public void credits(Credits figures) {
        credits.set(figures);
    }

    public void generation(Generation record) {
        generation.set(record);
    }

    /** Digests that billing was asked about so far. */
    public List<String> asked() {
        return new ArrayList<>(asked);
    }

    public long bufferedBodyBytes() {
        return node.bodies().held();
    }

    public void awaitOpenRequests(long count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(WAIT_SECONDS))
                .until(() -> node.metrics().openRequests() == count);
    }

    /** Waits until the edge's timer has run that often, in time of its own event loop. */
    public void awaitSweeps(int count) {
        CountDownLatch latch = new CountDownLatch(count);
        long timer = local.vertx().setPeriodic(20, id -> latch.countDown());
        try {
            if (!latch.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the timer stands still");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            local.vertx().cancelTimer(timer);
        }
    }

    public LocalBus local() {
        return local;
    }

    public EdgeNode node() {
        return node;
    }

    public LocalBus.At router() {
        return router;
    }

    public LocalBus.At billing() {
        return billing;
    }

    public void undeploy() {
        await(local.vertx().undeploy(deployment));
    }

    public int port() {
        return node.port();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("x-api-key", KEY).timeout(Duration.ofSeconds(WAIT_SECONDS));
    }

    /** A POST with the test's key. */
    public HttpRequest post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    public HttpClient http() {
        return http;
    }

    /** The next call that reaches the router. */
    public Call nextCall() {
        try {
            Call call = calls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("no call came");
            }
            return call;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public boolean noCall() {
        return calls.isEmpty();
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + WAIT_SECONDS + " s", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        local.close();
    }
}
