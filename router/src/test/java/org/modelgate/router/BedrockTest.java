package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.WHOLE;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.http.EventStreams;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Bedrock's wrapping around requests and answers, as the router applies it. */
class BedrockTest {
    private static final String CONFIG = """
            providers:
              aws: { type: bedrock, base_url: %s, api_key: key-aws }
              plain: { type: anthropic, base_url: %s, api_key: k }
            models:
              - id: claude
                targets: [{ provider: aws, model: "us.anthropic.claude-opus-4-6-v1:0" }]
              - id: nova
                targets: [{ provider: aws, model: "us.amazon.nova-pro-v1:0" }]
              - id: both
                targets: [{ provider: aws, model: "us.anthropic.claude-opus-4-6-v1:0" }, { provider: plain, model: m }]
            retries: { attempts: 2, base_delay: 10ms }
            """;
    private static final byte[] CHUNKS = EventStreams.join(
            EventStreams.chunk("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
                    + "\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}"),
            EventStreams.chunk(
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"),
            EventStreams.chunk(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}"));
    private static final byte[] CHUNKS_END = EventStreams.join(
            EventStreams.chunk("{\"type\":\"content_block_stop\",\"index\":0}"),
            EventStreams.chunk(
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}"),
            EventStreams.chunk(
                    "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":10}}"));

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture(CONFIG, RouterFixture.SHORT);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private ScriptedUpstream.Exchange answering() {
        ScriptedUpstream.Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "application/vnd.amazon.eventstream", "x-amzn-requestid", "aws-7");
        return upstream;
    }

    @Test
    void aStreamOfInvokeModelReachesTheClientAsAnthropicsAndIsCharged() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("claude");
        ScriptedUpstream.Exchange upstream = answering();
        // a frame in two reads
        upstream.chunk(Arrays.copyOf(CHUNKS, 100));
        upstream.chunk(Arrays.copyOfRange(CHUNKS, 100, CHUNKS.length));
        await().until(() -> call.text().contains("\"text\":\"Hi\""));
        upstream.chunk(CHUNKS_END);
        upstream.end();
        call.await();
        assertThat(call.answer().terminals()).containsExactly("end");
        assertThat(call.text())
                .startsWith("event: message_start\ndata: {\"type\":\"message_start\"")
                .contains("\"tokens_charged\":15")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(call.header("x-gateway-upstream-id")).isEqualTo("aws-7");
        assertThat(router.billing.settles.getFirst().usage()).isEqualTo(Usage.of(10, 5));
        assertThat(router.billing.settles.getFirst().source()).isEqualTo(UsageSource.PROVIDER_FINAL);
        ScriptedUpstream.Seen seen = router.first.seen().getFirst();
        assertThat(seen.uri()).isEqualTo("/model/us.anthropic.claude-opus-4-6-v1%3A0/invoke-with-response-stream");
        assertThat(seen.headers().get("authorization")).isEqualTo("Bearer key-aws");
        assertThat(seen.headers().get("accept")).isEqualTo("application/vnd.amazon.eventstream");
        assertThat(seen.headers().contains("anthropic-beta")).isFalse();
        assertThat(seen.headers().contains("anthropic-version")).isFalse();
        assertThat(seen.body())
                .startsWith("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100")
                .doesNotContain("\"model\"")
                .doesNotContain("\"stream\"");
    }

    @Test
    void aWholeAnswerIsAnOrdinaryMessage() {
        router.first.thenAnswer(200, WHOLE, "x-amzn-requestid", "aws-7");
        RouterFixture.Call call = router.unary("claude");
        call.await();
        assertThat(call.text()).contains("\"tokens_charged\":15");
        assertThat(router.first.seen().getFirst().uri()).endsWith("/invoke");
        assertThat(router.first.seen().getFirst().headers().get("accept")).isEqualTo("application/json");
    }

    @Test
    void anExceptionInMidStreamEndsTheClientsStreamWithAnError() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("claude");
        ScriptedUpstream.Exchange upstream = answering();
        upstream.chunk(CHUNKS);
        await().until(() -> call.text().contains("\"text\":\"Hi\""));
        upstream.chunk(EventStreams.exception("throttlingException", "Too many tokens"));
        upstream.end();
        assertThat(call.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(call.text()).doesNotContain("message_stop");
        await().until(() -> !router.billing.settles.isEmpty());
        assertThat(router.billing.settles.getFirst().usage()).isNotNull();
    }

    @Test
    void aBrokenFrameInMidStreamIsNoEnd() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("claude");
        ScriptedUpstream.Exchange upstream = answering();
        upstream.chunk(CHUNKS);
        await().until(() -> call.text().contains("\"text\":\"Hi\""));
        byte[] broken = CHUNKS_END.clone();
        broken[60] ^= 1;
        upstream.chunk(broken);
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void aStreamThatEndsWithinAFrameIsNoEnd() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("claude");
        ScriptedUpstream.Exchange upstream = answering();
        upstream.chunk(CHUNKS);
        upstream.chunk(Arrays.copyOf(CHUNKS_END, 50));
        await().until(() -> call.text().contains("\"text\":\"Hi\""));
        upstream.end();
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void anExceptionBeforeContentLeavesTheCallToTheNextTarget() {
        router.first.then(e -> {
            e.head(200, "content-type", "application/vnd.amazon.eventstream");
            e.chunk(EventStreams.exception("serviceUnavailableException", "later"));
            e.end();
        });
        router.second.thenStream(Wire.START, Wire.BLOCK, Wire.delta("from two"), Wire.END);
        RouterFixture.Call call = router.stream("both");
        call.await();
        assertThat(call.text()).contains("from two");
        assertThat(router.second.seen().getFirst().body()).contains("\"model\":\"m\"");
    }

    @Test
    void aRefusalIsJudgedByItsNameNotByItsStatus() {
        router.first.thenAnswer(400, "{\"message\":\"slow down\"}", "x-amzn-errortype", "ThrottlingException:x");
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("both");
        call.await();
        assertThat(call.header("x-gateway-provider")).isEqualTo("plain");
    }

    @Test
    void aStreamOfConverseIsTranslatedAndCharged() {
        router.useRealTranslator();
        router.first.thenHold();
        RouterFixture.Call call = router.stream("nova");
        ScriptedUpstream.Exchange upstream = answering();
        upstream.chunk(EventStreams.join(
                EventStreams.event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}"),
                EventStreams.event(
                        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"},\"p\":\"a\"}")));
        await().until(() -> call.text().contains("\"text\":\"Hi\""));
        upstream.chunk(EventStreams.join(
                EventStreams.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
                EventStreams.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                EventStreams.event(
                        "metadata",
                        "{\"usage\":{\"inputTokens\":7,\"outputTokens\":2,\"totalTokens\":9},\"metrics\":{}}")));
        upstream.end();
        call.await();
        assertThat(call.text())
                .startsWith("event: message_start\n")
                .contains("\"stop_reason\":\"end_turn\"")
                .contains("\"tokens_charged\":9")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(router.billing.settles.getFirst().usage()).isEqualTo(Usage.of(7, 2));
        assertThat(call.header("x-gateway-upstream-id")).isEqualTo("aws-7");
        ScriptedUpstream.Seen seen = router.first.seen().getFirst();
        assertThat(seen.uri()).isEqualTo("/model/us.amazon.nova-pro-v1%3A0/converse-stream");
        assertThat(new JsonObject(seen.body()).getJsonArray("messages").encode())
                .isEqualTo("[{\"role\":\"user\",\"content\":[{\"text\":\"hello there\"}]}]");
    }

    @Test
    void anExceptionInAConverseStreamEndsTheClientsStreamWithAnError() {
        router.useRealTranslator();
        router.first.thenHold();
        RouterFixture.Call call = router.stream("nova");
        ScriptedUpstream.Exchange upstream = answering();
        upstream.chunk(EventStreams.join(
                EventStreams.event("messageStart", "{\"role\":\"assistant\"}"),
                EventStreams.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}")));
        await().until(() -> call.text().contains("\"text\":\"Hi\""));
        upstream.chunk(EventStreams.exception("modelStreamErrorException", "it broke"));
        upstream.end();
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(call.text()).doesNotContain("message_stop");
    }

    @Test
    void aWholeAnswerOfConverseIsTranslatedForAChatClient() {
        router.useRealTranslator();
        router.first.thenAnswer(
                200,
                "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},\"stopReason\":\"end_turn\","
                        + "\"usage\":{\"inputTokens\":7,\"outputTokens\":2,\"totalTokens\":9},\"metrics\":{\"latencyMs\":9}}");
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("nova", false), 10_000);
        call.await();
        JsonObject answer = new JsonObject(call.text());
        assertThat(answer.getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("message")
                        .getString("content"))
                .isEqualTo("Hi");
        assertThat(answer.getJsonObject("gateway_usage").getInteger("tokens_charged"))
                .isEqualTo(9);
        assertThat(router.first.seen().getFirst().uri()).endsWith("/converse");
    }
}
