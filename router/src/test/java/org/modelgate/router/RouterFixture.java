package org.modelgate.router;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.RecordingReader;
import org.modelgate.router.flow.FlowLimits;
import org.modelgate.router.health.HealthBoard;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.verticle.TranslatorConfig;
import org.modelgate.translator.verticle.TranslatorVerticle;

/** A router on a real bus between a recording edge, a billing with a tally, a translator and two scripted providers. */
final class RouterFixture implements AutoCloseable {
    /** All waits short, so that tests see them end. */
    static final FlowLimits SHORT = new FlowLimits(
            100,
            100,
            Duration.ofMillis(400),
            Duration.ofMillis(600),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            Duration.ofMillis(700),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            2_000,
            1024 * 1024,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));

    /** @param terminal how long a client waits for its settlement */
    static FlowLimits patient(Duration terminal) {
        return new FlowLimits(
                SHORT.calls(),
                SHORT.unsettled(),
                SHORT.admission(),
                SHORT.durability(),
                SHORT.translation(),
                SHORT.settleRequest(),
                SHORT.settleRetry(),
                SHORT.settleGiveUp(),
                terminal,
                SHORT.refusal(),
                SHORT.progress(),
                SHORT.progressTokens(),
                SHORT.answerBytes(),
                SHORT.count(),
                SHORT.drain(),
                SHORT.credential());
    }

    final LocalBus bus = new LocalBus();
    final ScriptedUpstream first = new ScriptedUpstream(bus.vertx());
    final ScriptedUpstream second = new ScriptedUpstream(bus.vertx());
    final FakeBilling billing = new FakeBilling(bus);
    final FakeTranslator translator = new FakeTranslator(bus);
    private final LocalBus.At edge = bus.open(Role.EDGE);
    private final String router;
    private final String deployment;

    RouterFixture(String retries, String timeouts) {
        this(retries, timeouts, SHORT);
    }

    RouterFixture(String retries, String timeouts, FlowLimits limits) {
        this("""
                providers:
                  one: { type: anthropic, base_url: %%s, api_key: key-one, timeouts: %s, headers: { x-team: a } }
                  two: { type: anthropic, base_url: %%s/v1, api_key: key-two, timeouts: %s }
                models:
                  - id: both
                    targets: [{ provider: one, model: m-one }, { provider: two, model: m-two }]
                  - id: single
                    targets: [{ provider: one, model: m-one }]
                retries: %s
                """.formatted(timeouts, timeouts, retries), limits);
    }

    /** @param template configuration with two places for the providers' URLs */
    RouterFixture(String template, FlowLimits limits) {
        this(template, limits, false);
    }

    /** @param portOnly whether the second place is for the second provider's port alone, written {@code %d} */
    RouterFixture(String template, FlowLimits limits, boolean portOnly) {
        String yaml = portOnly
                ? template.formatted(first.uri(), second.uri().getPort())
                : template.formatted(first.uri(), second.uri());
        Reading reading = ConfigFile.read(yaml, name -> Optional.empty());
        RouterConfig config = RouterConfig.read(reading.root(), LocalDate.EPOCH);
        if (!reading.problems().isEmpty()) {
            throw new AssertionError(reading.problems().lines());
        }
        RouterVerticle verticle = new RouterVerticle(
                config,
                bus.bus(),
                Duration.ofSeconds(2),
                limits,
                new HealthBoard(config.health(), System::nanoTime),
                InstantSource.system(),
                System::nanoTime);
        try {
            deployment = bus.vertx().deployVerticle(verticle).await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
        router = bus.bus().directory().all(Role.ROUTER).getFirst();
    }

    void undeploy() {
        try {
            bus.vertx().undeploy(deployment).await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** What a client sees of its call. */
    record Call(LocalBus.At edge, RecordingReader answer, InboundStream stream) {
        String text() {
            Buffer all = answer.data();
            Buffer last = answer.trailer();
            return (last == null ? all : all.appendBuffer(last)).toString(StandardCharsets.UTF_8);
        }

        GatewayError error() {
            await();
            if (answer.error() == null) {
                throw new AssertionError("no error but: " + text());
            }
            return answer.error();
        }

        void await() {
            if (!answer.awaitEnd(10)) {
                throw new AssertionError("no end; so far: " + text());
            }
        }

        String header(String name) {
            return answer.head().headers().stream()
                    .filter(h -> h.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }

        void consume(int bytes) {
            edge.run(() -> stream.consumed(bytes));
        }

        void leave() {
            edge.run(() -> stream.cancel(GatewayError.unavailable("client gone")));
        }
    }

    static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";
    }

    Call stream(String model) {
        return call(DialectId.ANTHROPIC_MESSAGES, body(model, true), 10_000);
    }

    Call unary(String model) {
        return call(DialectId.ANTHROPIC_MESSAGES, body(model, false), 10_000);
    }

    /** A header of the answer to a call that asks nothing. */
    String unaryHeader(String model, String header) {
        first.thenAnswer(200, Wire.WHOLE);
        Call call = unary(model);
        call.await();
        return call.header(header);
    }

    Call call(DialectId dialect, String body, long timeoutMillis) {
        return call(dialect, body, timeoutMillis, Map.of("anthropic-beta", "b1", "x-unknown", "z"));
    }

    Call call(DialectId dialect, String body, long timeoutMillis, Map<String, String> headers) {
        return call(dialect, body, timeoutMillis, headers, Preferences.NONE);
    }

    /** A call that asks something of routing by headers. */
    Call asking(String body, Map<String, String> headers) {
        return call(DialectId.ANTHROPIC_MESSAGES, body, 10_000, Map.of(), new Preferences(headers, "/v1/messages"));
    }

    private Call call(
            DialectId dialect, String body, long timeoutMillis, Map<String, String> headers, Preferences preferences) {
        DialectId written = dialect == DialectId.OPENAI_RESPONSES ? dialect : DialectId.ANTHROPIC_MESSAGES;
        BodyScan scan = Dialects.client(written).scanner().scan(body.getBytes(StandardCharsets.UTF_8));
        RecordingReader answer = new RecordingReader();
        InboundStream stream = edge.call(() -> {
            InboundStream opened = edge.endpoint().openInbound(router, Duration.ofSeconds(30), answer);
            RouteCall call = new RouteCall(
                    UUID.randomUUID(),
                    new Principal("acme", "k1"),
                    dialect,
                    scan,
                    headers,
                    System.currentTimeMillis(),
                    timeoutMillis,
                    opened.ref(),
                    preferences);
            edge.endpoint().send(router, call, Buffer.buffer(body));
            return opened;
        });
        return new Call(edge, answer, stream);
    }

    /** Fails as the edge would hear it. */
    TokensCounted count(DialectId dialect, String body, Map<String, String> headers) {
        BodyScan scan = Dialects.client(DialectId.ANTHROPIC_MESSAGES)
                .counting()
                .orElseThrow()
                .scanner()
                .scan(body.getBytes(StandardCharsets.UTF_8));
        CountTokens question = new CountTokens(UUID.randomUUID(), new Principal("acme", "k1"), dialect, scan, headers);
        return edge.await(() -> edge.endpoint().request(router, question, Buffer.buffer(body), Duration.ofSeconds(10)))
                .message();
    }

    /** In place of the one that only marks what passes. */
    void useRealTranslator() {
        translator.leave();
        try {
            bus.vertx()
                    .deployVerticle(new TranslatorVerticle(new TranslatorConfig(new Secret("s")), bus.bus()))
                    .await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        bus.close();
    }
}
