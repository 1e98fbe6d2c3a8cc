package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

class ResponsesAnswersTest {
    private static final String ITEM =
            "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"A\"},{\"type\":\"summary_text\",\"text\":\"B\\n\\nC\"}],\"encrypted_content\":\"gAAA+/=\"}";

    private final ResponsesResponseCodec codec = new ResponsesResponseCodec();

    private static byte[] response(String status, String output, String more) {
        return ("{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":7,\"status\":\"" + status
                        + "\",\"model\":\"m\",\"output\":" + output + more + "}")
                .getBytes(UTF_8);
    }

    private JsonNode encode(InferenceRequest request, FinishReason reason, ContentPart... parts) {
        InferenceResponse response =
                new InferenceResponse("up", "m", List.of(parts), reason, null, null, Usage.of(3, 4), "standard", null);
        return StrictResponsesClient.tree(
                new String(codec.encode(response, Samples.answer(request), Samples.CHARGE), UTF_8));
    }

    @Test
    void aWholeAnswerHasAllThatStrictClientsDemand() {
        JsonNode answer = encode(Samples.request(Samples.tool("f")), FinishReason.STOP, ContentPart.Text.of("Hi"));

        StrictResponsesClient.REQUIRED.forEach(
                name -> assertThat(answer.has(name)).as(name).isTrue());
        assertThat(answer.path("service_tier").asText()).isEqualTo("default");
        assertThat(answer.at("/gateway_usage/tokens_charged").asInt()).isEqualTo(17);
        assertThat(answer.at("/usage/output_tokens_details/reasoning_tokens").asInt(-1))
                .isZero();
    }

    @Test
    void anAnswerWithoutUsageShowsWhatWasCharged() {
        InferenceResponse response = new InferenceResponse(
                "up", "m", List.of(ContentPart.Text.of("a")), FinishReason.STOP, null, null, null, null, null);
        JsonNode answer = StrictResponsesClient.tree(
                new String(codec.encode(response, Samples.answer(Samples.request()), Samples.CHARGE), UTF_8));

        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(17);
    }

    @Test
    @DisplayName("pitfall 23: A to R to A, a thinking signature comes back byte for byte after a two-turn tool loop")
    void anthropicSignaturesSurviveAClientOfThisDialect() {
        JsonNode answer = encode(
                Samples.request(Samples.tool("f")),
                FinishReason.TOOL_CALLS,
                new ContentPart.Thinking("Hm", "EqQB+sig/=="),
                new ContentPart.ToolCall("toolu_1", "f", "{\"a\":1}", null));
        String request = "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + answer.path("output").path(0) + "," + answer.path("output").path(1)
                + ",{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"ok\"}],"
                + "\"reasoning\":{\"effort\":\"high\"},"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]}";
        InferenceRequest canonical =
                new ResponsesRequestCodec().decode(request.getBytes(UTF_8), Map.of(), new Warnings());
        TargetContext target = Samples.target("sim", "target-model");
        byte[] sent = Dialects.get(DialectId.ANTHROPIC_MESSAGES)
                .requests()
                .encode(canonical, target, new Warnings())
                .body();

        JsonNode thinking = StrictResponsesClient.tree(new String(sent, UTF_8)).at("/messages/1/content/0");
        assertThat(thinking.path("thinking").asText()).isEqualTo("Hm");
        assertThat(thinking.path("signature").asText()).isEqualTo("EqQB+sig/==");
    }

    @Test
    void aReasoningItemIsRestoredFromItsSeal() {
        InferenceResponse response = codec.decode(response("completed", "[" + ITEM + "]", ""));

        ContentPart.Thinking thinking = (ContentPart.Thinking) response.parts().getFirst();
        assertThat(thinking.text()).isEqualTo("A\n\nB\n\nC");
        JsonNode restored =
                ReasoningItem.parse(thinking.signature()).orElseThrow().toInput();
        assertThat(restored).isEqualTo(StrictResponsesClient.tree(ITEM));
    }

    @Test
    void otherPayloadsAreNoReasoningItems() {
        assertThat(ReasoningItem.parse("EqQBsig")).isEmpty();
        assertThat(ReasoningItem.parse("{\"type\":\"thinking\"}")).isEmpty();
        assertThat(ReasoningItem.parse("{broken")).isEmpty();
        assertThat(ReasoningItem.parse("{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}")
                        .orElseThrow()
                        .replayable())
                .isFalse();
    }

    @Test
    void callsAreSeenNotBelieved() {
        InferenceResponse calls = codec.decode(response(
                "completed",
                "[{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"exec\",\"namespace\":\"ns\",\"input\":\"a\\\"\"},{\"type\":\"web_search_call\",\"id\":\"ws\"}]",
                ""));

        assertThat(calls.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(calls.createdSeconds()).isEqualTo(7);
        assertThat(calls.parts().getFirst())
                .isEqualTo(new ContentPart.ToolCall("c", "ns__exec", "{\"input\":\"a\\\"\"}", null));
        assertThat(calls.parts().get(1)).isInstanceOf(ContentPart.Opaque.class);
        assertThat(codec.decode(response("completed", "[{\"type\":\"web_search_call\"}]", ""))
                        .finish())
                .isEqualTo(FinishReason.STOP);
    }

    @Test
    void aFailedResponseInA200IsAnError() {
        byte[] failed =
                response("failed", "[]", ",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\"}");

        assertThatThrownBy(() -> codec.decode(failed))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED));
        AnswerFacts facts = ResponsesAnswerReader.read(failed);
        assertThat(facts.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
    }

    @Test
    void whatIsNoResponseIsAnError() {
        for (String body :
                List.of("<html>", "[]", "{}", "{\"error\":{\"message\":\"x\"}}", "{\"object\":\"response\"}")) {
            byte[] bytes = body.getBytes(UTF_8);
            assertThatThrownBy(() -> codec.decode(bytes)).as(body).isInstanceOf(GatewayException.class);
            assertThat(ResponsesAnswerReader.read(bytes).error()).as(body).isNotNull();
        }
        assertThat(ResponsesAnswerReader.read(response("in_progress", "[]", "")).error())
                .isNotNull();
    }

    @Test
    @DisplayName("pitfall 32: input 2600, cached 2000, written 400 are three buckets")
    void factsOfAWholeAnswer() {
        AnswerFacts facts = ResponsesAnswerReader.read(
                response(
                        "completed",
                        "[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"h\\u00e9\"}]}]",
                        ",\"usage\":{\"input_tokens\":2600,\"input_tokens_details\":{\"cached_tokens\":2000,\"cache_write_tokens\":400},\"output_tokens\":300,\"output_tokens_details\":{\"reasoning_tokens\":128},\"total_tokens\":2900},\"tool_usage\":{\"web_search\":{\"num_requests\":3}}"));

        assertThat(facts.error()).isNull();
        assertThat(facts.upstreamId()).isEqualTo("resp_1");
        assertThat(facts.textBytes()).isEqualTo(3);
        assertThat(facts.usage()).isEqualTo(new Usage(200, 2000, 400, 0, 300, 128, 3));
    }

    @Test
    void theChargeIsSplicedIntoTheProvidersBytes() {
        byte[] body = "{\"id\":\"resp_1\",  \"x\":[1.0]}\n".getBytes(UTF_8);

        assertThat(new String(ResponsesGatewayUsage.withGatewayUsage(body, Samples.CHARGE), UTF_8))
                .startsWith("{\"id\":\"resp_1\",  \"x\":[1.0],\"gateway_usage\":{\"tokens_charged\":17,")
                .endsWith("}}\n");
    }
}
