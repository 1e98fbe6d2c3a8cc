package org.modelgate.translator.verticle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTranslated;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.translator.GatewayUsageJson;

/** The verticle between a router and an edge that are played by the test, on a real bus. */
class TranslatorVerticleTest {
    private static final String REQUEST =
            "{\"model\":\"m\",\"max_tokens\":64,\"stream\":true,\"top_k\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"fallbacks\":\"default\"}";
    private static final String START =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"up_1\",\"model\":\"up\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":0}}}\n\n";
    private static final String TEXT =
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n";
    private static final String END =
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final Buffer CHARGE =
            Buffer.buffer(GatewayUsageJson.write(new GatewayUsage(5, 1, 1000, "sim", false)));

    private LocalBus bus;
    private LocalBus.At router;
    private Edge edge;

    @BeforeEach
    void start() throws Exception {
        bus = new LocalBus();
        TranslatorConfig config = new TranslatorConfig(new Secret("s"), 2, 1000, 4096);
        bus.vertx().deployVerticle(new TranslatorVerticle(config, bus.bus())).await(10, TimeUnit.SECONDS);
        router = bus.open(Role.ROUTER);
        edge = new Edge(bus.open(Role.EDGE));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void aStreamIsTranslatedFrameByFrameAndEndsWithTheCharge() {
        Answer<TranslationOpened> opened = open(true, REQUEST);
        assertThat(opened.payload().toString()).contains("\"model\":\"target\"", "\"top_k\":5", "\"stream\":true");
        assertThat(opened.message().headers()).containsEntry("anthropic-version", "2023-06-01");
        assertThat(opened.message().warnings()).containsExactly("fallbacks;unsupported");

        Provider provider = new Provider(opened.message());
        provider.head();
        provider.write(START + TEXT);
        await().until(() -> edge.text().contains("\"text\":\"Hello\""));
        provider.write(END);
        provider.end(CHARGE);

        await().until(() -> edge.ended);
        assertThat(edge.head.headers())
                .contains(
                        Map.entry("content-type", "text/event-stream; charset=utf-8"),
                        Map.entry("x-gateway-warnings", "fallbacks;unsupported"));
        assertThat(edge.text())
                .startsWith("event: message_start\n")
                .contains("\"gateway_usage\":{\"tokens_charged\":5", "\"stop_reason\":\"end_turn\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(edge.frames).as("content, and the end in one").hasSize(2);
    }

    @Test
    void aWholeAnswerIsTranslatedAtItsEnd() {
        Provider provider =
                new Provider(open(false, REQUEST.replace("true", "false")).message());
        provider.head();
        provider.write("{\"id\":\"up\",\"type\":\"message\",\"content\":[{\"type\":\"text\",");
        provider.write(
                "\"text\":\"Yes\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}");
        provider.end(CHARGE);
        await().until(() -> edge.ended);
        assertThat(edge.text())
                .contains("\"model\":\"m\"", "\"text\":\"Yes\"", "\"gateway_usage\":{\"tokens_charged\":5");
    }

    @Test
    void aWholeAnswerBeyondTheLimitIsRefused() {
        Provider provider =
                new Provider(open(false, REQUEST.replace("true", "false")).message());
        provider.head();
        provider.write("x".repeat(1001));
        await().until(() -> edge.error != null && provider.cancelled != null);
        assertThat(edge.error.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void pitfall44AProvidersErrorInTheStreamReachesTheClient() {
        Provider provider = new Provider(open(true, REQUEST).message());
        provider.head();
        provider.write(START + TEXT);
        provider.write(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        await().until(() -> edge.error != null);
        assertThat(edge.error.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(edge.text()).contains("Hello").doesNotContain("message_stop");
    }

    @Test
    void pitfall44AnEndThatCameTooEarlyIsAnError() {
        Provider provider = new Provider(open(true, REQUEST).message());
        provider.head();
        provider.write(START + TEXT);
        provider.end(CHARGE);
        await().until(() -> edge.error != null);
        assertThat(edge.error.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(edge.ended).isFalse();
    }

    @Test
    void pitfall55AClientThatLeavesStopsTheProvider() {
        Provider provider = new Provider(open(true, REQUEST).message());
        provider.head();
        provider.write(START + TEXT);
        await().until(() -> !edge.frames.isEmpty());
        edge.at.run(() -> edge.stream.cancel(GatewayError.unavailable("client gone")));
        await().until(() -> provider.cancelled != null);
    }

    @Test
    void aClientThatReadsNothingHoldsTheProviderBack() {
        edge.reads = false;
        Provider provider = new Provider(open(true, REQUEST).message());
        provider.head();
        provider.write(START);
        await().until(() -> {
            provider.write(TEXT.repeat(100));
            return !provider.writable;
        });
        edge.reads = true;
        edge.at.run(edge::giveBack);
        await().until(() -> provider.writable);
        provider.write(END);
        provider.end(CHARGE);
        await().until(() -> edge.ended);
    }

    @Test
    void anErrorBeforeTheHeadLeavesTheClientToTheNextAttempt() {
        Provider provider = new Provider(open(true, REQUEST).message());
        router.run(() -> provider.out.fail(GatewayError.provider("gone")));
        Provider next = new Provider(open(true, REQUEST).message());
        next.head();
        next.write(START + TEXT + END);
        next.end(CHARGE);
        await().until(() -> edge.ended);
        assertThat(edge.error).isNull();
    }

    @Test
    void aRequestThatTheTargetCannotTakeIsRefusedWithItsField() {
        assertThatThrownBy(() -> open(true, REQUEST.replace("\"fallbacks\"", "\"thread\"")))
                .isInstanceOf(GatewayException.class)
                .hasMessage("thread: is not supported by the model's provider");
    }

    /** Chat providers tell input tokens with their last chunk, which is too late for the first event. */
    @Test
    void inputTokensAreEstimatedWhereTheProviderTellsThemLate() {
        OpenTranslation ask = ask(true, false, DialectId.OPENAI_CHAT);
        Provider provider = new Provider(request(ask, REQUEST).message());
        provider.head();
        provider.write(
                "data: {\"id\":\"c\",\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}\n\n");
        await().until(() -> edge.text().contains("Hi"));
        assertThat(edge.text()).contains("\"input_tokens\":12");
    }

    @Test
    @DisplayName("pitfall 26: told so, the translator leaves all reasoning out")
    void pitfall26ToldSoItLeavesReasoningOut() {
        String body = REQUEST.replace(
                "\"messages\":[",
                "\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"thinking\",\"thinking\":\"secret\",\"signature\":\"sig\"},{\"type\":\"text\",\"text\":\"b\"}]},");
        assertThat(open(true, body).payload().toString()).contains("secret");
        assertThat(request(ask(true, true), body).payload().toString())
                .doesNotContain("secret", "sig")
                .contains("\"text\":\"b\"");
    }

    @Test
    void aRequestToBeCountedNeedsNoCapAndLeavesNoSession() {
        TranslateCount ask = new TranslateCount(
                new UUID(1, 2),
                DialectId.ANTHROPIC_MESSAGES,
                DialectId.OPENAI_CHAT,
                "target",
                "sim",
                "acme",
                64,
                Map.of("anthropic-version", "2023-06-01"));
        String body = REQUEST.replace("\"max_tokens\":64,", "");
        for (int i = 0; i < 3; i++) {
            Answer<CountTranslated> done = request(ask, body);
            assertThat(done.message().warnings()).contains("fallbacks;unsupported");
            assertThat(done.payload().toString()).contains("\"model\":\"target\"", "Hi");
        }
        assertThatThrownBy(() -> request(ask, body.replace("\"user\"", "\"nobody\"")))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith("messages.0.role: ");
    }

    @Test
    void aRefusedSummaryIsNotAskedForAgain() {
        String body = REQUEST.replace(
                "\"max_tokens\":64,",
                "\"max_tokens\":64,\"output_config\":{\"effort\":\"low\"},"
                        + "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},");
        assertThat(request(ask(true, false, false, DialectId.OPENAI_RESPONSES), body)
                        .payload()
                        .toString())
                .contains("\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}");
        assertThat(request(ask(true, false, true, DialectId.OPENAI_RESPONSES), body)
                        .payload()
                        .toString())
                .contains("\"reasoning\":{\"effort\":\"low\"}");
    }

    @Test
    void largeRequestsAreTranslatedToo() {
        assertThat(open(true, REQUEST.replace("Hi", "x".repeat(10_000)))
                        .payload()
                        .length())
                .isGreaterThan(10_000);
    }

    @Test
    void sessionsBeyondTheLimitAreRefusedAndFreedWhenTheyEnd() {
        Provider first = new Provider(open(true, REQUEST).message());
        open(true, REQUEST);
        assertThatThrownBy(() -> open(true, REQUEST)).hasMessage("the translator is full");
        router.run(() -> first.out.fail(GatewayError.provider("gone")));
        await().untilAsserted(() -> assertThat(open(true, REQUEST)).isNotNull());
    }

    private Answer<TranslationOpened> open(boolean stream, String body) {
        return request(ask(stream, false), body);
    }

    private OpenTranslation ask(boolean stream, boolean withoutReasoning) {
        return ask(stream, withoutReasoning, DialectId.ANTHROPIC_MESSAGES);
    }

    private OpenTranslation ask(boolean stream, boolean withoutReasoning, DialectId to) {
        return ask(stream, withoutReasoning, false, to);
    }

    private OpenTranslation ask(boolean stream, boolean withoutReasoning, boolean withoutSummary, DialectId to) {
        edge.open(router.address());
        return new OpenTranslation(
                new UUID(1, 2),
                DialectId.ANTHROPIC_MESSAGES,
                to,
                "m",
                "target",
                "sim",
                "acme",
                stream,
                64L,
                12,
                Map.of("anthropic-version", "2023-06-01"),
                1_700_000_000L,
                edge.stream.ref(),
                30_000,
                withoutReasoning,
                withoutSummary);
    }

    private <R extends BusMessage> Answer<R> request(Request<R> ask, String body) {
        String translator = bus.bus().directory().all(Role.TRANSLATOR).getFirst();
        return router.await(
                () -> router.endpoint().request(translator, ask, Buffer.buffer(body), Duration.ofSeconds(5)));
    }

    /** The router's end of the provider's answer. */
    private final class Provider implements OutboundHandler {
        private final OutboundStream out;
        private volatile boolean writable = true;
        private volatile @Nullable GatewayError cancelled;

        Provider(TranslationOpened opened) {
            out = router.call(() -> router.endpoint().openOutbound(opened.source(), this));
        }

        void head() {
            router.run(() -> out.head(new Head(200, List.of(Map.entry("content-type", "x/y")))));
        }

        void write(String bytes) {
            router.run(() -> writable = out.write(Buffer.buffer(bytes)));
        }

        void end(Buffer trailer) {
            router.run(() -> out.end(trailer));
        }

        @Override
        public void onWritable() {
            writable = true;
        }

        @Override
        public void onCancelled(GatewayError reason) {
            cancelled = reason;
        }
    }

    /** The client's end. */
    private static final class Edge implements InboundHandler {
        private final LocalBus.At at;
        private final List<Buffer> frames = new CopyOnWriteArrayList<>();
        private volatile InboundStream stream;
        private volatile boolean reads = true;
        private int unread;
        private volatile @Nullable Head head;
        private volatile boolean ended;
        private volatile @Nullable GatewayError error;

        Edge(LocalBus.At at) {
            this.at = at;
        }

        void open(String peer) {
            stream = at.call(() -> at.endpoint().openInbound(peer, Duration.ofSeconds(20), this));
        }

        String text() {
            StringBuilder all = new StringBuilder();
            frames.forEach(all::append);
            return all.toString();
        }

        @Override
        public void onHead(Head received) {
            head = received;
        }

        @Override
        public void onData(Buffer data) {
            frames.add(data);
            unread += data.length();
            if (reads) {
                giveBack();
            }
        }

        void giveBack() {
            stream.consumed(unread);
            unread = 0;
        }

        @Override
        public void onEnd(Buffer trailer) {
            frames.add(trailer);
            ended = true;
        }

        @Override
        public void onError(GatewayError reason) {
            error = reason;
        }
    }
}
