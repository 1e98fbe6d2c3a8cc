package org.modelgate.translator.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.translator.dialect.gemini.Streams.chunk;
import static org.modelgate.translator.dialect.gemini.Streams.decode;
import static org.modelgate.translator.dialect.gemini.Streams.finish;
import static org.modelgate.translator.dialect.gemini.Streams.text;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;

class GeminiStreamReaderTest {
    private static <E extends StreamEvent> List<E> all(Class<E> kind, List<StreamEvent> events) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static StreamEvent.Finish finishOf(String stream) {
        return all(StreamEvent.Finish.class, decode(stream)).getFirst();
    }

    private static GatewayError errorOf(String stream) {
        List<StreamEvent> events = decode(stream);
        assertThat(events).last().isInstanceOf(StreamEvent.Failed.class);
        return ((StreamEvent.Failed) events.getLast()).error();
    }

    @Test
    @DisplayName("pitfall 30: the provider ends with STOP, the calls make it TOOL_CALLS")
    void callsAreSeenNotBelieved() {
        List<StreamEvent> events = decode(Streams.resource("thoughts-and-calls.sse"));
        assertThat(all(StreamEvent.Finish.class, events))
                .containsExactly(new StreamEvent.Finish(FinishReason.TOOL_CALLS, null, null));
        assertThat(all(StreamEvent.ToolCallStart.class, events))
                .extracting(StreamEvent.ToolCallStart::id)
                .containsExactly("fc_1", "fc_2");
        assertThat(all(StreamEvent.ToolCallArguments.class, events))
                .extracting(StreamEvent.ToolCallArguments::fragment)
                .containsExactly("{\"city\":\"Oslo\",\"days\":[1,2.5]}", "{\"city\":\"Bergen\"}");
    }

    @Test
    void aSignatureOfACallStandsRightBeforeIt() {
        List<StreamEvent> events = decode(Streams.resource("thoughts-and-calls.sse"));
        int signature = events.indexOf(new StreamEvent.ThinkingSignature(2, "call:0:U0lHMQ=="));
        assertThat(signature).isPositive();
        assertThat(events.get(signature + 1)).isEqualTo(new StreamEvent.BlockEnd(2));
        assertThat(events.get(signature + 2)).isEqualTo(new StreamEvent.ToolCallStart(3, "fc_1", "weather"));
    }

    @Test
    void aSignatureOfACallSignsTheThoughtsBeforeIt() {
        List<StreamEvent> events = decode(chunk("{\"text\":\"Hm.\",\"thought\":true}", "")
                + chunk("{\"functionCall\":{\"name\":\"f\"},\"thoughtSignature\":\"s\"}", "")
                + finish("STOP"));
        assertThat(events)
                .contains(new StreamEvent.Thinking(0, "Hm."), new StreamEvent.ThinkingSignature(0, "call:0:s"));
    }

    @Test
    void aSignatureInTheLastEmptyPartComesBehindTheTextItEnds() {
        List<StreamEvent> events = decode(Streams.resource("text-signed-at-its-end.sse"));
        assertThat(all(StreamEvent.Text.class, events))
                .containsExactly(new StreamEvent.Text(0, "It is 4 "), new StreamEvent.Text(0, "degrees."));
        assertThat(all(StreamEvent.ThinkingSignature.class, events))
                .containsExactly(new StreamEvent.ThinkingSignature(1, "text:16-16:U0lHMg=="));
    }

    @Test
    @DisplayName("pitfall 32: usage in disjoint buckets, thoughts in the output")
    void usageIsDisjoint() {
        List<StreamEvent> events = decode(Streams.resource("thoughts-and-calls.sse"));
        assertThat(((StreamEvent.Start) events.getFirst()).usage()).isEqualTo(new Usage(200, 1000, 0, 0, 0, 0, 0));
        assertThat(all(StreamEvent.UsageUpdate.class, events).getLast().usage())
                .isEqualTo(new Usage(200, 1000, 0, 0, 50, 30, 0));
    }

    @ParameterizedTest
    @CsvSource({"MAX_TOKENS,LENGTH", "CONTINUATION,LENGTH", "SAFETY,REFUSAL", "RECITATION,REFUSAL", "STOP,STOP"})
    void aFinishReasonHasItsMeaning(String reason, FinishReason meaning) {
        assertThat(finishOf(text("Hi") + finish(reason)).reason()).isEqualTo(meaning);
    }

    @Test
    void aRefusalSaysWhy() {
        assertThat(finishOf(text("Hi") + finish("SAFETY")).refusalJson()).contains("\"type\":\"refusal\"", "SAFETY");
    }

    @Test
    @DisplayName("pitfall 48: a blocked prompt is a refusal, though there is no candidate")
    void aBlockedPromptIsARefusal() {
        List<StreamEvent> events = decode("""
                data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}

                """);
        assertThat(events).last().isInstanceOf(StreamEvent.Done.class);
        assertThat(all(StreamEvent.Finish.class, events).getFirst().reason()).isEqualTo(FinishReason.REFUSAL);
        assertThat(all(StreamEvent.UsageUpdate.class, events))
                .containsExactly(new StreamEvent.UsageUpdate(Usage.of(7, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "OTHER", "MISSING_THOUGHT_SIGNATURE"})
    void aModelThatWentWrongWithoutAWordIsAnError(String reason) {
        assertThat(errorOf(chunk("{\"text\":\"Hm\",\"thought\":true}", "") + finish(reason))
                        .code())
                .isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(finishOf(text("Hi") + finish(reason)).reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    @DisplayName("pitfall 44: a stream without a finish reason has failed")
    void aStreamWithoutAFinishReasonHasFailed() {
        assertThat(errorOf(text("Hi")).code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(errorOf("").code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(errorOf(text("Hi") + finish("STOP") + text("more")).code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    @DisplayName("pitfall 45: an error in a stream that has begun, as an event or as bare lines")
    void anErrorInAStreamFailsIt() {
        String error = "{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}";
        assertThat(errorOf(text("Hi") + "data: " + error + "\n\n").code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(errorOf(text("Hi") + error.replace("{", "{\n").replace(",", ",\n"))
                        .code())
                .isEqualTo(ErrorCode.OVERLOADED);
        assertThat(errorOf("data: {\"error\":{\"status\":\"UNAVAILABLE\"}}\n\n").code())
                .isEqualTo(ErrorCode.OVERLOADED);
        assertThat(errorOf("data: {\"error\":{\"odd\":1}}\n\n").code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(errorOf("data: {\"error\":\"odd\"}\n\n").code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(errorOf("[" + error + "]").code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(errorOf("[{\"candidates\":[]}]").code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(errorOf("data: {\"candidates\":[\n\n").code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void callsOfOlderModelsGetIdsThatDontRepeat() {
        String first = chunk("{\"functionCall\":{\"name\":\"f\",\"args\":{}}},{\"functionCall\":{\"name\":\"f\"}}", "");
        List<String> ids = all(StreamEvent.ToolCallStart.class, decode(first + finish("STOP"))).stream()
                .map(StreamEvent.ToolCallStart::id)
                .toList();
        List<String> others =
                all(StreamEvent.ToolCallStart.class, decode(first.replace("\"r\"", "\"r2\"") + finish("STOP"))).stream()
                        .map(StreamEvent.ToolCallStart::id)
                        .toList();
        assertThat(ids).hasSize(2).doesNotHaveDuplicates().doesNotContainAnyElementsOf(others);
        assertThat(ids).allMatch(id -> id.matches("call_[0-9a-f]{24}"));
    }

    @Test
    void chunksWithoutContentOrPartsAreNoFault() {
        List<StreamEvent> events = decode("""
                data: {}

                data: {"candidates":[{}],"responseId":"r","modelVersion":"m"}

                data: {"candidates":[{"content":{"role":"model"}}]}

                data: {"candidates":[{"content":{"parts":[{},{"text":"Hi"}]}}]}

                data: {"candidates":[{"finishReason":"STOP"}]}

                """);
        assertThat(events).last().isInstanceOf(StreamEvent.Done.class);
        assertThat(all(StreamEvent.Text.class, events)).containsExactly(new StreamEvent.Text(0, "Hi"));
    }

    @Test
    void sourcesOfASearchComeBehindTheText() {
        String grounding = """
                ,"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["a","b"],
                "groundingChunks":[{"web":{"uri":"https://x.test/1","title":"x.test"}}],
                "groundingSupports":[{"segment":{"endIndex":2,"text":"Hi"},"groundingChunkIndices":[0,5]}]}
                """.replace("\n", "");
        String usage = "data: {\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":1,"
                + "\"toolUsePromptTokenCount\":90}}\n\n";
        List<StreamEvent> events = decode(text("Hi") + chunk("", grounding) + usage);
        assertThat(all(StreamEvent.Citation.class, events)).hasSize(1);
        assertThat(all(StreamEvent.Citation.class, events).getFirst().json())
                .contains("\"url\":\"https://x.test/1\"", "\"cited_text\":\"Hi\"", "web_search_result_location");
        assertThat(all(StreamEvent.UsageUpdate.class, events).getLast().usage())
                .as("its own search's results are free, its queries aren't")
                .isEqualTo(new Usage(5, 0, 0, 0, 1, 0, 2));
    }
}
