package org.modelgate.translator.dialect.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.Samples;

class ResponsesStreamEncoderTest {
    private static final StreamEvent START = new StreamEvent.Start("msg_up", "claude", Usage.of(3, 0));
    private static final InferenceRequest PLAIN = Samples.request(Samples.tool("f"));

    private static StrictResponsesClient stream(InferenceRequest request, StreamEvent... events) {
        ResponsesStreamEncoder encoder = new ResponsesStreamEncoder(Samples.answer(request), 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StreamEvent event : events) {
            out.writeBytes(encoder.encode(event));
        }
        out.writeBytes(encoder.finish(Samples.CHARGE));
        return StrictResponsesClient.read(out.toByteArray());
    }

    private static StreamEvent finish(FinishReason reason) {
        return new StreamEvent.Finish(reason, null, null);
    }

    private static JsonNode item(StrictResponsesClient client, int index) {
        return client.response.path("output").path(index);
    }

    @Test
    @DisplayName("pitfall 36: text, reasoning and calls each bring their first delta")
    void eachBlockIsAnItemWithItsLadder() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.Thinking(0, "Hm"),
                new StreamEvent.ThinkingSignature(0, "sig"),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.Text(1, "One"),
                new StreamEvent.BlockEnd(1),
                new StreamEvent.Text(2, " two"),
                new StreamEvent.BlockEnd(2),
                new StreamEvent.ToolCallStart(3, "toolu_1", "f"),
                new StreamEvent.ToolCallArguments(3, "{\"a\":1}"),
                new StreamEvent.BlockEnd(3),
                finish(FinishReason.TOOL_CALLS));

        assertThat(client.types())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(client.summaries()).isEqualTo("Hm");
        assertThat(client.text()).isEqualTo("One two");
        assertThat(item(client, 2).path("call_id").asText()).isEqualTo("toolu_1");
        assertThat(item(client, 2).path("arguments").asText()).isEqualTo("{\"a\":1}");
    }

    @Test
    @DisplayName("pitfall 29: encrypted_content stands in output_item.done only")
    void theCarrierComesWithTheItemsEnd() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.ThinkingSignature(0, "sig"),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.RedactedThinking(1, "data"),
                finish(FinishReason.STOP));

        assertThat(client.events)
                .filteredOn(e -> e.path("type").asText().equals("response.output_item.added"))
                .noneMatch(e -> e.path("item").has("encrypted_content"));
        assertThat(item(client, 0).path("summary").isEmpty()).isTrue();
        String carrier = item(client, 0).path("encrypted_content").asText();
        assertThat(Samples.carriers("acme")
                        .open(carrier, "sim", "target-model")
                        .orElseThrow()
                        .payload())
                .isEqualTo("sig");
        assertThat(item(client, 1).path("encrypted_content").asText()).startsWith("gw1.redacted.");
    }

    @Test
    @DisplayName("pitfall 19: a custom tool in a namespace comes back with namespace, short name and decoded input")
    void customToolsAreUnwrappedAsTheyCome() {
        Tool exec = new Tool.Custom("functions__exec", null, null, "functions");
        StrictResponsesClient client = stream(
                Samples.request(exec),
                START,
                new StreamEvent.ToolCallStart(0, "toolu_1", "functions__exec"),
                new StreamEvent.ToolCallArguments(0, "{\"inp"),
                new StreamEvent.ToolCallArguments(0, "ut\": \"ls \\\"\\u"),
                new StreamEvent.ToolCallArguments(0, "00e9\\ud83d"),
                new StreamEvent.ToolCallArguments(0, "\\ude00\\n"),
                new StreamEvent.ToolCallArguments(0, "\"}"),
                new StreamEvent.BlockEnd(0),
                finish(FinishReason.TOOL_CALLS));

        JsonNode call = item(client, 0);
        assertThat(call.path("type").asText()).isEqualTo("custom_tool_call");
        assertThat(call.path("namespace").asText()).isEqualTo("functions");
        assertThat(call.path("name").asText()).isEqualTo("exec");
        assertThat(call.path("input").asText()).isEqualTo("ls \"é\uD83D\uDE00\n");
        assertThat(client.types().stream().filter("response.custom_tool_call_input.delta"::equals))
                .as("given out as it comes")
                .hasSizeGreaterThan(2);
        assertThat(client.response.at("/tools/0/type").asText()).isEqualTo("namespace");
    }

    @Test
    void argumentsOfACustomToolThatAreNoWrappingGoOutRaw() {
        Tool exec = new Tool.Custom("exec", null, null);
        StrictResponsesClient client = stream(
                Samples.request(exec),
                START,
                new StreamEvent.ToolCallStart(0, "a", "exec"),
                new StreamEvent.ToolCallArguments(0, "{\"cmd\":"),
                new StreamEvent.ToolCallArguments(0, "\"ls\"}"),
                new StreamEvent.ToolCallStart(1, "b", "exec"),
                new StreamEvent.ToolCallArguments(1, "ls -l"),
                finish(FinishReason.TOOL_CALLS));

        assertThat(item(client, 0).path("input").asText()).isEqualTo("{\"cmd\":\"ls\"}");
        assertThat(item(client, 1).path("input").asText()).isEqualTo("ls -l");
    }

    @Test
    @DisplayName("pitfall 16: a call without arguments has an empty object")
    void aCallWithoutArgumentsHasAnEmptyObject() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.ToolCallStart(0, "a", "f"),
                new StreamEvent.BlockEnd(0),
                finish(FinishReason.TOOL_CALLS));

        assertThat(item(client, 0).path("arguments").asText()).isEqualTo("{}");
    }

    @Test
    @DisplayName("pitfall 35: interleaved calls are well-formed items")
    void interleavedCallsKeepTheirArguments() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.ToolCallStart(0, "a", "f"),
                new StreamEvent.ToolCallArguments(0, "{\"x\":"),
                new StreamEvent.ToolCallStart(1, "b", "f"),
                new StreamEvent.ToolCallArguments(1, "{\"y\":2}"),
                new StreamEvent.ToolCallArguments(0, "1}"),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.BlockEnd(1),
                finish(FinishReason.TOOL_CALLS));

        assertThat(item(client, 0).path("arguments").asText()).isEqualTo("{\"x\":1}");
        assertThat(item(client, 1).path("arguments").asText()).isEqualTo("{\"y\":2}");
    }

    @Test
    void aCallThatWasCutDoesNotLookWhole() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.ToolCallStart(0, "a", "f"),
                new StreamEvent.ToolCallArguments(0, "{\"x\":"),
                new StreamEvent.BlockEnd(0),
                finish(FinishReason.LENGTH));

        assertThat(item(client, 0).path("status").asText()).isEqualTo("incomplete");
        assertThat(client.response.path("status").asText()).isEqualTo("incomplete");
        assertThat(client.response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
    }

    @Test
    @DisplayName("pitfall 48: a refusal without a word is a refusal part")
    void aRefusalWithoutTextIsARefusalPart() {
        StrictResponsesClient client =
                stream(PLAIN, START, new StreamEvent.Finish(FinishReason.REFUSAL, null, "{\"explanation\":\"No.\"}"));

        assertThat(client.response.path("status").asText()).isEqualTo("completed");
        assertThat(item(client, 0).at("/content/0/refusal").asText()).isEqualTo("No.");
    }

    @Test
    void aRefusalInTheMiddleLeavesTheAnswerIncomplete() {
        StrictResponsesClient client =
                stream(PLAIN, START, new StreamEvent.Text(0, "I wi"), finish(FinishReason.REFUSAL));

        assertThat(client.response.at("/incomplete_details/reason").asText()).isEqualTo("content_filter");
        assertThat(item(client, 0).path("status").asText()).isEqualTo("incomplete");
    }

    @Test
    @DisplayName("pitfall 60: spans of citations are in code points of the part's text")
    void citationsAreAnnotationsWithSpansInCodePoints() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.Text(0, "\uD83D\uDE00 "),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.Citation(1, "{\"type\":\"web_search_result_location\",\"url\":\"https://w\"}"),
                new StreamEvent.Text(1, "sun\uD83D\uDE00"),
                new StreamEvent.BlockEnd(1),
                finish(FinishReason.STOP));

        JsonNode annotation = item(client, 0).at("/content/0/annotations/0");
        assertThat(annotation.path("type").asText()).isEqualTo("url_citation");
        assertThat(annotation.path("start_index").asInt()).isEqualTo(2);
        assertThat(annotation.path("end_index").asInt()).isEqualTo(6);
    }

    @Test
    void aSearchOfTheProviderIsAWebSearchCall() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.Opaque(
                        0,
                        DialectId.ANTHROPIC_MESSAGES,
                        "server_tool_use",
                        "{\"type\":\"server_tool_use\",\"name\":\"web_search\",\"input\":{\"query\":\"sun\"}}"),
                new StreamEvent.Opaque(1, DialectId.ANTHROPIC_MESSAGES, "web_search_tool_result", "{}"),
                new StreamEvent.Text(2, "Sunny"),
                finish(FinishReason.STOP));

        assertThat(item(client, 0).at("/action/query").asText()).isEqualTo("sun");
        assertThat(item(client, 1).path("type").asText()).isEqualTo("message");
    }

    private static StreamEvent server(int block, String type, String json) {
        return new StreamEvent.Opaque(block, DialectId.ANTHROPIC_MESSAGES, type, json);
    }

    @Test
    void callsOfServersMayOverlapAndEndWithTheirOwnResults() {
        String call = "{\"id\":\"mcptoolu_%s\",\"name\":\"read\",\"server_name\":\"files\",\"input\":{\"a\":\"%s\"}}";
        String result = "{\"tool_use_id\":\"mcptoolu_%s\",\"is_error\":%s,\"content\":\"%s\"}";
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                server(0, "mcp_tool_use", call.formatted("1", "x")),
                server(1, "mcp_tool_use", call.formatted("2", "y")),
                new StreamEvent.Text(2, "while"),
                server(3, "mcp_tool_result", result.formatted("2", "true", "no")),
                server(4, "mcp_tool_result", result.formatted("1", "false", "yes")),
                server(5, "mcp_tool_result", result.formatted("9", "false", "nobody's")),
                finish(FinishReason.STOP));

        assertThat(item(client, 0).path("output").asText()).isEqualTo("yes");
        assertThat(item(client, 0).path("arguments").asText()).isEqualTo("{\"a\":\"x\"}");
        assertThat(item(client, 1).path("error").asText()).isEqualTo("no");
        assertThat(item(client, 1).path("status").asText()).isEqualTo("failed");
        assertThat(client.text()).isEqualTo("while");
        assertThat(client.response.path("output")).hasSize(3);
    }

    @Test
    @DisplayName("pitfall 33: usage has both objects of details, and the charge stands in the response")
    void usageHasBothObjectsOfDetails() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.Text(0, "a"),
                finish(FinishReason.STOP),
                new StreamEvent.UsageUpdate(new Usage(200, 2000, 300, 100, 300, 128, 2)));

        JsonNode usage = client.response.path("usage");
        assertThat(usage.path("input_tokens").asInt()).isEqualTo(2600);
        assertThat(usage.at("/input_tokens_details/cached_tokens").asInt()).isEqualTo(2000);
        assertThat(usage.at("/input_tokens_details/cache_write_tokens").asInt()).isEqualTo(400);
        assertThat(usage.at("/output_tokens_details/reasoning_tokens").asInt()).isEqualTo(128);
        assertThat(client.response.at("/tool_usage/web_search/num_requests").asInt())
                .isEqualTo(2);
        assertThat(client.response.at("/gateway_usage/tokens_charged").asInt()).isEqualTo(17);
    }

    @Test
    @DisplayName("pitfall 45: an error after the first byte is an error event and response.failed")
    void aFailureIsAnErrorEventAndResponseFailed() {
        ResponsesStreamEncoder encoder = new ResponsesStreamEncoder(Samples.answer(PLAIN), 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoder.encode(START));
        out.writeBytes(encoder.encode(new StreamEvent.Text(0, "Hi")));
        out.writeBytes(
                encoder.fail(GatewayError.of(Fault.PROVIDER, ErrorCode.OVERLOADED, "The provider is overloaded.")));

        StrictResponsesClient client = StrictResponsesClient.read(out.toByteArray());
        assertThat(client.types()).endsWith("error", "response.failed");
        assertThat(client.error.at("/error/code").asText()).isEqualTo("overloaded");
        assertThat(client.response.at("/error/code").asText()).isEqualTo("server_is_overloaded");
        assertThat(encoder.encode(new StreamEvent.Text(0, "late"))).isEmpty();
        assertThat(encoder.finish(Samples.CHARGE)).isEmpty();
    }

    @Test
    @DisplayName("pitfall 41: a sign of life is a comment, also in front of the first event")
    void aPingIsAComment() {
        StrictResponsesClient client = stream(
                PLAIN,
                new StreamEvent.Ping(),
                START,
                new StreamEvent.Text(0, "a"),
                new StreamEvent.Ping(),
                finish(FinishReason.STOP));

        assertThat(client.comments).isEqualTo(2);
    }

    @Test
    void reasoningIsHiddenFromAClientThatTurnedItOff() {
        StrictResponsesClient client = stream(
                Samples.request(new Reasoning(Reasoning.Mode.OFF, "none", null, null)),
                START,
                new StreamEvent.Thinking(0, "Hm"),
                new StreamEvent.ThinkingSignature(0, "sig"),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.Text(1, "a"),
                finish(FinishReason.STOP));

        assertThat(client.response.path("output")).hasSize(1);
    }

    @Test
    void refusalsOfTheProviderAreRefusalParts() {
        StrictResponsesClient client = stream(
                PLAIN,
                START,
                new StreamEvent.Text(0, "Well. "),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.Refusal(1, "I can't "),
                new StreamEvent.Refusal(1, "do that."),
                new StreamEvent.BlockEnd(1),
                finish(FinishReason.STOP));

        assertThat(client.response.path("status").asText()).isEqualTo("completed");
        assertThat(item(client, 0).at("/content/0/text").asText()).isEqualTo("Well. ");
        assertThat(item(client, 0).at("/content/1/refusal").asText()).isEqualTo("I can't do that.");
    }

    @Test
    void theAnswerNamesTheModelThatTheClientAskedFor() {
        StrictResponsesClient client = stream(PLAIN, START, new StreamEvent.Text(0, "a"), finish(FinishReason.STOP));

        assertThat(List.of(client.events.getFirst().at("/response/model"), client.response.path("model")))
                .allMatch(model -> model.asText().equals("client-model"));
        assertThat(client.response.path("store").asBoolean(true)).isFalse();
    }
}
