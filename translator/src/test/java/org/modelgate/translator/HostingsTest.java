package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.http.EventStreams;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.json.Json;

/** What clouds make of a dialect, as their wire notes say. */
class HostingsTest {
    private static final String NOVA = "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.amazon.nova-pro-v1:0";

    @Test
    void aModelIsOneSegmentOfTheWay() {
        assertThat(Hostings.bedrockConverse().path(NOVA, true))
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.amazon.nova-pro-v1%3A0"
                        + "/converse-stream");
        assertThat(Hostings.bedrockConverse().path("..", false)).isEqualTo("/model/%2E%2E/converse");
        assertThat(Hostings.bedrockInvoke().path("us.anthropic.claude-opus-4-6-v1:0", false))
                .isEqualTo("/model/us.anthropic.claude-opus-4-6-v1%3A0/invoke");
        assertThat(Hostings.bedrockInvoke().path("anthropic.claude-x", true))
                .isEqualTo("/model/anthropic.claude-x/invoke-with-response-stream");
        Hosting vertex = Hostings.vertexClaude("acme-1", "europe-west1");
        assertThat(vertex.path("claude-sonnet-4-5@20250929", false))
                .isEqualTo("/v1/projects/acme-1/locations/europe-west1/publishers/anthropic/models/"
                        + "claude-sonnet-4-5@20250929:rawPredict");
        assertThat(vertex.path("a;b/c", true)).endsWith("/models/a%3Bb%2Fc:streamRawPredict");
        assertThat(Hostings.foundry().path("any", true)).isEqualTo("/v1/messages");
        assertThat(Hostings.bedrockMantle().path("any", true)).isEqualTo("/anthropic/v1/messages");
    }

    @Test
    void eachCloudCountsInAPlaceOfItsOwn() {
        for (Hosting bedrock : List.of(Hostings.bedrockInvoke(), Hostings.bedrockConverse())) {
            assertThat(bedrock.countPath("us.anthropic.claude-opus-4-6-v1:0"))
                    .contains("/model/anthropic.claude-opus-4-6-v1%3A0/count-tokens");
            assertThat(bedrock.countPath("amazon.nova-pro-v1:0"))
                    .contains("/model/amazon.nova-pro-v1%3A0/count-tokens");
            assertThat(bedrock.countPath(NOVA)).as("an ARN has none").isEmpty();
        }
        assertThat(Hostings.vertexClaude("acme-1", "eu").countPath("claude-x"))
                .contains("/v1/projects/acme-1/locations/eu/publishers/anthropic/models/count-tokens:rawPredict");
        assertThat(Hostings.foundry().countPath("any")).contains("/v1/messages/count_tokens");
    }

    @Test
    void countsAreWrappedAsEachCloudTakesThem() {
        EncodedRequest counted = new EncodedRequest(
                "{\"model\":\"anthropic.claude-x\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8),
                Map.of("anthropic-version", "2023-06-01"));
        JsonNode invoke = tree(Hostings.bedrockInvoke().wrapCount(counted));
        byte[] body =
                Base64.getDecoder().decode(invoke.at("/input/invokeModel/body").asText());
        JsonNode inner = tree(new EncodedRequest(body, Map.of()));
        assertThat(inner.path("anthropic_version").asText()).isEqualTo("bedrock-2023-05-31");
        assertThat(inner.path("max_tokens").isInt()).isTrue();
        assertThat(inner.has("model")).isFalse();
        JsonNode vertex = tree(Hostings.vertexClaude("acme-1", "eu").wrapCount(counted));
        assertThat(vertex.path("model").asText()).isEqualTo("anthropic.claude-x");
        assertThat(vertex.path("anthropic_version").asText()).isEqualTo("vertex-2023-10-16");
    }

    @ParameterizedTest
    @CsvSource({"acme,eu/../x", "acme,''", "Acme,eu", "a.b,eu", "-a,eu"})
    void whatBecomesPartOfAUrlIsChecked(String project, String location) {
        assertThatThrownBy(() -> Hostings.vertexClaude(project, location)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void invokeModelTakesModelAndStreamOutOfTheBodyAndTheVersionIn() {
        EncodedRequest wrapped = wrap(
                Hostings.bedrockInvoke(),
                "{ \"model\":\"us.anthropic.claude-opus-4-6-v1:0\", \"max_tokens\":64,\n \"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi {\\\"model\\\":1}\"}]}",
                Map.of("anthropic-version", "2023-06-01"));
        assertThat(text(wrapped))
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\", \"max_tokens\":64,\n "
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi {\\\"model\\\":1}\"}]}");
        assertThat(wrapped.headers()).isEqualTo(Map.of("accept", "application/vnd.amazon.eventstream"));
    }

    @ParameterizedTest
    @CsvSource({
        "us.anthropic.claude-opus-4-6-v1:0, 2026-10-21, bedrock-2023-05-31",
        "us.anthropic.claude-opus-4-8, 2026-10-21, 2026-10-21",
        "us.anthropic.claude-opus-4-8, 2023-06-01, bedrock-2023-05-31",
        "global.anthropic.claude-sonnet-5-5-v1:0, 2026-10-21, 2026-10-21",
        "us.anthropic.claude-3-5-haiku-20241022-v1:0, 2026-10-21, bedrock-2023-05-31"
    })
    void theNewerVersionGoesOnlyToModelsThatTakeItThere(String model, String asked, String sent) {
        String body = "{\"max_tokens\":1,\"messages\":[],\"model\":\"" + model + "\"}";
        EncodedRequest wrapped = wrap(Hostings.bedrockInvoke(), body, Map.of("anthropic-version", asked));
        assertThat(tree(wrapped).path("anthropic_version").asText()).isEqualTo(sent);
    }

    @Test
    void betasOfHeaderAndBodyBecomeOneListOfWhatTheHostTakes() {
        String body =
                "{\"model\":\"anthropic.claude-opus-4-6-v1\",\"anthropic_version\":\"bedrock-2023-05-31\",\"messages\":[],"
                        + "\"anthropic_beta\":[\"effort-2025-11-24\",\"context-1m-2025-08-07\"]}";
        Map<String, String> headers = Map.of(
                "anthropic-beta",
                "claude-code-20250219, context-1m-2025-08-07,advanced-tool-use-2025-11-20,interleaved-thinking-2025-05-14");
        JsonNode wrapped = tree(wrap(Hostings.bedrockInvoke(), body, headers));
        assertThat(wrapped.path("anthropic_beta").toString())
                .isEqualTo("[\"context-1m-2025-08-07\",\"tool-search-tool-2025-10-19\",\"effort-2025-11-24\"]");
        assertThat(wrapped.path("anthropic_version").asText()).isEqualTo("bedrock-2023-05-31");
        EncodedRequest vertex = wrap(Hostings.vertexClaude("p", "global"), body, headers);
        assertThat(vertex.headers())
                .isEqualTo(Map.of(
                        "anthropic-beta",
                        "context-1m-2025-08-07,tool-search-tool-2025-10-19,interleaved-thinking-2025-05-14"));
        assertThat(tree(vertex).has("anthropic_beta")).isFalse();
    }

    @Test
    void aRequestWhoseBetasAreAllUnknownGoesOnWithoutAny() {
        String body = "{\"model\":\"anthropic.claude-opus-4-6-v1\",\"messages\":[]}";
        Map<String, String> headers = Map.of("anthropic-beta", "brand-new-2027-01-01,web-search-2025-03-05");
        assertThat(tree(wrap(Hostings.bedrockInvoke(), body, headers)).has("anthropic_beta"))
                .isFalse();
        assertThat(wrap(Hostings.foundry(), body, Map.of("anthropic-beta", "brand-new-2027-01-01"))
                        .headers())
                .isEmpty();
        assertThat(wrap(Hostings.foundry(), body, headers).headers().get("anthropic-beta"))
                .isEqualTo("web-search-2025-03-05");
    }

    @Test
    void vertexKeepsStreamInTheBody() {
        EncodedRequest wrapped = wrap(
                Hostings.vertexClaude("p", "global"),
                "{\"model\":\"claude-opus-4-6\",\"stream\":true,\"max_tokens\":64,\"messages\":[]}",
                Map.of("anthropic-version", "2023-06-01"));
        assertThat(text(wrapped))
                .isEqualTo(
                        "{\"anthropic_version\":\"vertex-2023-10-16\",\"stream\":true,\"max_tokens\":64,\"messages\":[]}");
        assertThat(wrapped.headers()).isEmpty();
    }

    @Test
    void foundryGetsTheBodyAsItIs() {
        byte[] body = "{\"model\":\"deployment\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("anthropic-version", "2026-10-21", "anthropic-beta", "skills-2025-10-02");
        EncodedRequest wrapped = Hostings.foundry().wrap(new EncodedRequest(body, headers), true);
        assertThat(wrapped.body()).isSameAs(body);
        assertThat(wrapped.headers()).isEqualTo(headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // a text, blocks, one that has a mark already, reasoning, no content
                "{\"content\":\"a\\\"b\",\"role\":\"user\"}|{\"content\":[{\"type\":\"text\",\"text\":\"a\\\"b\",MARK}],\"role\":\"user\"}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\",\"source\":{}} ]}|{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\",\"source\":{},MARK} ]}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]}|{\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]}",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"a\"}]}|{\"content\":[{\"type\":\"thinking\",\"thinking\":\"a\"}]}",
                "{\"content\":[]}|{\"content\":[]}",
                "{\"content\":\"\"}|{\"content\":\"\"}"
            })
    void theMarkForAWholeRequestGoesToItsLastBlock(String last, String expected) {
        String first = "{\"role\":\"user\",\"content\":\"x\"}";
        String body = "{\"cache_control\":{\"type\":\"ephemeral\"},\"messages\":[" + first + "," + last
                + "],\"model\":\"m\"}";
        String sent = text(wrap(Hostings.bedrockInvoke(), body, Map.of()));
        String mark = "\"cache_control\":{\"type\":\"ephemeral\"}";
        assertThat(sent)
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"messages\":[" + first + ","
                        + expected.replace("MARK", mark) + "]}");
    }

    @Test
    void invokeModelsChunksAreTheStreamThatAnthropicSends() {
        byte[] frames = EventStreams.join(
                EventStreams.chunk("{\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}"),
                EventStreams.event("somethingNew", "{}"),
                EventStreams.chunk("{\"delta\":{\"text\":\"Zo\u00eb\"},\"type\":\"content_block_delta\"}"),
                EventStreams.chunk(
                        "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":1}}"));
        assertThat(unwrap(Hostings.bedrockInvoke(), frames, List.of())).isEqualTo("""
                event: message_start
                data: {"type":"message_start","message":{"id":"m"}}

                event: content_block_delta
                data: {"delta":{"text":"Zoë"},"type":"content_block_delta"}

                event: message_stop
                data: {"type":"message_stop"}

                """);
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, RATE_LIMIT_EXCEEDED, rate_limit_error",
        "validationException, INVALID_REQUEST, invalid_request_error",
        "internalServerException, PROVIDER_ERROR, api_error",
        "modelStreamErrorException, PROVIDER_ERROR, api_error",
        "modelTimeoutException, TIMEOUT, timeout_error",
        "serviceUnavailableException, OVERLOADED, overloaded_error",
        "brandNewException, PROVIDER_ERROR, api_error"
    })
    void anExceptionInAStreamIsAnErrorOfTheDialect(String name, ErrorCode code, String type) {
        byte[] frames = EventStreams.join(
                EventStreams.chunk("{\"type\":\"ping\"}"),
                EventStreams.exception(name, "no luck"),
                EventStreams.chunk("{\"type\":\"message_stop\"}"));
        String sse = unwrap(Hostings.bedrockInvoke(), frames, List.of());
        assertThat(sse).contains("event: error\n").contains("\"" + type + "\"").doesNotContain("message_stop");
        assertThat(failure(DialectId.ANTHROPIC_MESSAGES, sse).code()).isEqualTo(code);
        String converse = unwrap(Hostings.bedrockConverse(), frames, List.of());
        assertThat(converse).contains("event: " + name + "\ndata: {\"message\":\"no luck\"}\n\n");
        assertThat(failure(DialectId.BEDROCK_CONVERSE, converse).message()).contains("no luck".substring(0, 2));
    }

    @Test
    void anErrorOfTheTransportEndsTheStreamToo() {
        byte[] frame = EventStreams.frame(
                "", ":message-type", "error", ":error-code", "InternalFailure", ":error-message", "it broke");
        GatewayError invoke = failure(DialectId.ANTHROPIC_MESSAGES, unwrap(Hostings.bedrockInvoke(), frame, List.of()));
        GatewayError converse =
                failure(DialectId.BEDROCK_CONVERSE, unwrap(Hostings.bedrockConverse(), frame, List.of()));
        for (GatewayError error : List.of(invoke, converse)) {
            assertThat(error.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
            assertThat(error.message()).isEqualTo("it broke");
        }
    }

    @Test
    void aFrameCantSmuggleEventsIntoTheStream() {
        byte[] frames = EventStreams.join(
                EventStreams.event("x\ndata: {}", "{}"),
                EventStreams.exception("y\nevent: metadata", "no"),
                EventStreams.event("metadata", "{\n\"usage\":{}}"));
        assertThat(unwrap(Hostings.bedrockConverse(), frames, List.of()))
                .isEqualTo(
                        "event: error\ndata: {\"code\":\"y\\nevent: metadata\",\"message\":\"{\\\"message\\\":\\\"no\\\"}\"}\n\n");
        byte[] breaks = EventStreams.event("metadata", "{\n\"usage\":\r\n{}}");
        assertThat(unwrap(Hostings.bedrockConverse(), breaks, List.of()))
                .isEqualTo("event: metadata\ndata: { \"usage\":  {}}\n\n");
    }

    @Test
    void chunksThatHoldNoEventAreRefusedOrPassedOver() {
        assertThatThrownBy(() ->
                        unwrap(Hostings.bedrockInvoke(), EventStreams.event("chunk", "{\"bytes\":\"*\"}"), List.of()))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> unwrap(Hostings.bedrockInvoke(), EventStreams.event("chunk", "{}"), List.of()))
                .isInstanceOf(GatewayException.class);
        assertThat(unwrap(Hostings.bedrockInvoke(), EventStreams.chunk("{\"type\":\"a\\nb\"}"), List.of()))
                .isEmpty();
    }

    @Property(tries = 200)
    void anySplitOfTheFramesGivesTheSameStream(@ForAll @Size(max = 40) List<@IntRange(max = 80) Integer> steps) {
        byte[] chunks = EventStreams.join(
                EventStreams.chunk("{\"type\":\"message_start\"}"), EventStreams.chunk("{\"type\":\"message_stop\"}"));
        byte[] events = EventStreams.join(
                EventStreams.event("messageStart", "{}"), EventStreams.exception("throttlingException", "wait"));
        assertThat(unwrap(Hostings.bedrockInvoke(), chunks, steps))
                .isEqualTo(unwrap(Hostings.bedrockInvoke(), chunks, List.of()));
        assertThat(unwrap(Hostings.bedrockConverse(), events, steps))
                .isEqualTo(unwrap(Hostings.bedrockConverse(), events, List.of()));
    }

    private static EncodedRequest wrap(Hosting hosting, String body, Map<String, String> headers) {
        return hosting.wrap(new EncodedRequest(body.getBytes(StandardCharsets.UTF_8), headers), true);
    }

    private static String text(EncodedRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode tree(EncodedRequest request) {
        try {
            return Json.mapper().readTree(request.body());
        } catch (IOException e) {
            throw new UncheckedIOException(text(request), e);
        }
    }

    private static String unwrap(Hosting hosting, byte[] frames, List<Integer> steps) {
        StreamUnwrapper unwrapper = hosting.unwrapper().orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (int step : steps) {
            int to = Math.min(frames.length, at + step);
            out.writeBytes(unwrapper.feed(Arrays.copyOfRange(frames, at, to)));
            at = to;
        }
        out.writeBytes(unwrapper.feed(Arrays.copyOfRange(frames, at, frames.length)));
        unwrapper.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static GatewayError failure(DialectId dialect, String sse) {
        List<StreamEvent> events = new ArrayList<>();
        StreamDecoder decoder = Dialects.get(dialect).streams().decoder();
        decoder.feed(sse.getBytes(StandardCharsets.UTF_8), events::add);
        return ((StreamEvent.Failed) events.getLast()).error();
    }

    @Test
    void aBetaThatTheHostRefusesIsAWarning() {
        byte[] body = "{\"model\":\"m\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("anthropic-beta", "web-search-2025-03-05,effort-2025-11-24");
        for (Hosting hosting : List.of(Hostings.bedrockInvoke(), Hostings.vertexClaude("p", "eu"))) {
            assertThat(hosting.wrap(new EncodedRequest(body, headers), true).warnings())
                    .hasSize(1);
        }
        EncodedRequest mantle = Hostings.bedrockMantle()
                .wrap(
                        new EncodedRequest(
                                body, Map.of("anthropic-beta", "web-search-2025-03-05,files-api-2025-04-14")),
                        false);
        assertThat(mantle.headers()).containsEntry("anthropic-beta", "web-search-2025-03-05");
        assertThat(mantle.warnings()).containsExactly("anthropic-beta.files-api-2025-04-14;unsupported");
    }

    @Test
    void geminisCountHasNoEnvelopeOnVertex() {
        byte[] plain = ("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}],\"safetySettings\":[],"
                        + "\"systemInstruction\":{\"parts\":[]},\"tools\":[],\"generationConfig\":{},\"labels\":{\"a\":\"b\"}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] counted = Dialects.get(DialectId.GEMINI).counter().orElseThrow().request(plain, "gemini-3-pro");
        EncodedRequest vertex = Hostings.geminiCountOnVertex(new EncodedRequest(counted, Map.of()));
        assertThat(new String(vertex.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}],"
                        + "\"systemInstruction\":{\"parts\":[]},\"tools\":[],\"generationConfig\":{}}");
    }
}
