package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;

class ResponsesStreamDecoderTest {
    private static final String CREATED =
            "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"m\",\"status\":\"in_progress\",\"output\":[]}}";
    private static final String COMPLETED = completed("[]");

    private static String completed(String output) {
        return "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":"
                + output + ",\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}}";
    }

    private static List<StreamEvent> decode(String... data) {
        List<StreamEvent> events = new ArrayList<>();
        ResponsesStreamDecoder decoder = new ResponsesStreamDecoder();
        for (String json : data) {
            decoder.feed(("data: " + json + "\n\n").getBytes(UTF_8), events::add);
        }
        decoder.end(events::add);
        return events;
    }

    private static List<StreamEvent> whole(String... between) {
        List<String> data = new ArrayList<>(List.of(between));
        data.addFirst(CREATED);
        data.add(COMPLETED);
        return content(decode(data.toArray(String[]::new)));
    }

    /** Without the start and the end. */
    private static List<StreamEvent> content(List<StreamEvent> events) {
        assertThat(events).last().isInstanceOf(StreamEvent.Done.class);
        return events.stream()
                .filter(e -> !(e instanceof StreamEvent.Start)
                        && !(e instanceof StreamEvent.UsageUpdate)
                        && !(e instanceof StreamEvent.Finish)
                        && !(e instanceof StreamEvent.Done))
                .toList();
    }

    private static GatewayError failure(List<StreamEvent> events) {
        assertThat(events).last().isInstanceOf(StreamEvent.Failed.class);
        return ((StreamEvent.Failed) events.getLast()).error();
    }

    @Test
    void readsStartUsageAndFinish() {
        assertThat(decode(CREATED, COMPLETED))
                .containsExactly(
                        new StreamEvent.Start("resp_1", "m", null),
                        new StreamEvent.UsageUpdate(Usage.of(3, 4)),
                        new StreamEvent.Finish(FinishReason.STOP, null, null),
                        new StreamEvent.Done());
    }

    @Test
    @DisplayName("pitfall 42: items are told by their place, so ids may rotate")
    void idsMayRotate() {
        assertThat(
                        whole(
                                "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"a1\",\"type\":\"message\",\"content\":[]}}",
                                "{\"type\":\"response.output_text.delta\",\"item_id\":\"b2\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hi\"}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"id\":\"c3\",\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi!\"}]}}"))
                .containsExactly(
                        new StreamEvent.Text(0, "Hi"), new StreamEvent.Text(0, "!"), new StreamEvent.BlockEnd(0));
    }

    @Test
    void anItemWithoutDeltasComesWithItsEnd() {
        assertThat(
                        whole(
                                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"},{\"type\":\"refusal\",\"refusal\":\"No\"}]}}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}}"))
                .containsExactly(
                        new StreamEvent.Text(0, "Hi"),
                        new StreamEvent.BlockEnd(0),
                        new StreamEvent.Refusal(1, "No"),
                        new StreamEvent.BlockEnd(1),
                        new StreamEvent.ToolCallStart(2, "c", "f"),
                        new StreamEvent.ToolCallArguments(2, "{}"),
                        new StreamEvent.BlockEnd(2));
    }

    @Test
    void theFinalObjectIsAuthoritativeForMissingItems() {
        String output =
                "[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}]";
        List<StreamEvent> events = decode(
                CREATED,
                "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"H\"}",
                completed(output));

        assertThat(content(events))
                .containsExactly(
                        new StreamEvent.Text(0, "H"),
                        new StreamEvent.Text(0, "i"),
                        new StreamEvent.BlockEnd(0),
                        new StreamEvent.ToolCallStart(1, "c", "f"),
                        new StreamEvent.ToolCallArguments(1, "{}"),
                        new StreamEvent.BlockEnd(1));
        assertThat(events).contains(new StreamEvent.Finish(FinishReason.TOOL_CALLS, null, null));
    }

    @Test
    void aFinalObjectWithOtherItemsRepeatsNothing() {
        assertThat(
                        content(
                                decode(
                                        CREATED,
                                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[]}}",
                                        "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}}",
                                        completed(
                                                "[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}]"))))
                .filteredOn(StreamEvent.ToolCallStart.class::isInstance)
                .hasSize(1);
    }

    @Test
    @DisplayName("pitfall 29: encrypted_content is taken from output_item.done only")
    void encryptedContentIsTakenFromTheItemsEnd() {
        List<StreamEvent> events = whole(
                "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"part\"}}",
                "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"summary_index\":0,\"delta\":\"A\"}",
                "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"summary_index\":1,\"delta\":\"B\"}",
                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"A\"},{\"type\":\"summary_text\",\"text\":\"BC\"}],\"encrypted_content\":\"whole\"}}");

        assertThat(events.subList(0, 4))
                .containsExactly(
                        new StreamEvent.Thinking(0, "A"),
                        new StreamEvent.Thinking(0, "\n\n"),
                        new StreamEvent.Thinking(0, "B"),
                        new StreamEvent.Thinking(0, "C"));
        ReasoningItem item = ReasoningItem.parse(((StreamEvent.ThinkingSignature) events.get(4)).signature())
                .orElseThrow();
        assertThat(item).isEqualTo(new ReasoningItem("rs_1", List.of("A", "BC"), List.of(), "whole"));
        assertThat(events.get(5)).isEqualTo(new StreamEvent.BlockEnd(0));
    }

    @Test
    void openReasoningIsReadWhereThereIsNoSummary() {
        assertThat(
                        whole(
                                "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"reasoning\"}}",
                                "{\"type\":\"response.reasoning_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hm\"}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[],\"content\":[{\"type\":\"reasoning_text\",\"text\":\"Hm\"}]}}"))
                .startsWith(new StreamEvent.Thinking(0, "Hm"))
                .hasSize(3);
    }

    @Test
    void freeTextIsWrappedLikeArguments() {
        assertThat(
                        whole(
                                "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"exec\",\"namespace\":\"functions\",\"input\":\"\"}}",
                                "{\"type\":\"response.custom_tool_call_input.delta\",\"output_index\":0,\"delta\":\"a\\\"\"}",
                                "{\"type\":\"response.custom_tool_call_input.done\",\"output_index\":0,\"input\":\"a\\\"b\"}",
                                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"exec\",\"namespace\":\"functions\",\"input\":\"a\\\"b\"}}"))
                .containsExactly(
                        new StreamEvent.ToolCallStart(0, "c", "functions__exec"),
                        new StreamEvent.ToolCallArguments(0, "{\"input\":\""),
                        new StreamEvent.ToolCallArguments(0, "a\\\""),
                        new StreamEvent.ToolCallArguments(0, "b"),
                        new StreamEvent.ToolCallArguments(0, "\"}"),
                        new StreamEvent.BlockEnd(0));
    }

    @Test
    void incompleteIsLengthOrRefusal() {
        for (String reason : List.of("max_output_tokens", "content_filter")) {
            List<StreamEvent> events = decode(
                    CREATED,
                    "{\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\""
                            + reason + "\"},\"output\":[]}}");
            FinishReason expected = reason.equals("content_filter") ? FinishReason.REFUSAL : FinishReason.LENGTH;
            assertThat(events).contains(new StreamEvent.Finish(expected, null, null));
        }
    }

    @Test
    void bothFormsOfAnErrorAreRead() {
        GatewayError nested = failure(
                decode(
                        CREATED,
                        "{\"type\":\"error\",\"sequence_number\":2,\"error\":{\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\",\"param\":null}}",
                        "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"later\"}}}"));
        GatewayError flat = failure(
                decode(
                        CREATED,
                        "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\",\"param\":null,\"sequence_number\":2}"));

        for (GatewayError error : List.of(nested, flat)) {
            assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
            assertThat(error.message()).isEqualTo("Slow down");
        }
    }

    @Test
    void aFailedResponseIsAnErrorByItsCode() {
        GatewayError error = failure(
                decode(
                        CREATED,
                        "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"Too long\"}}}"));

        assertThat(error.fault()).isEqualTo(Fault.CLIENT);
        assertThat(error.providerCode()).isEqualTo("context_length_exceeded");
    }

    @Test
    @DisplayName("pitfall 46: an exhausted account of ours is no business of the client's")
    void anExhaustedAccountIsAProviderError() {
        GatewayError error = failure(
                decode(
                        "{\"type\":\"error\",\"sequence_number\":2,\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\",\"message\":\"You exceeded your current quota\"}}"));

        assertThat(error.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(error.message()).doesNotContain("exceeded");
    }

    @Test
    @DisplayName("pitfall 43: a stream without its terminal event has failed")
    void aStreamWithoutItsTerminalEventHasFailed() {
        assertThat(failure(decode(CREATED)).code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(failure(decode(CREATED, "[DONE]")).code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(failure(decode("{\"type\":")).code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void aBareJsonErrorIsRead() {
        List<StreamEvent> events = new ArrayList<>();
        ResponsesStreamDecoder decoder = new ResponsesStreamDecoder();
        decoder.feed(
                "{\"error\":{\"message\":\"Slow\",\"code\":\"rate_limit_exceeded\"}}".getBytes(UTF_8), events::add);
        decoder.end(events::add);

        assertThat(failure(events).code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
    }
}
