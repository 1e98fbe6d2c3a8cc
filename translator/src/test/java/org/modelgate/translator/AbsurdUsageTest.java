package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Usage;

/** Catalogue of faults, 39: a provider's figures that can't be true are no figures, in whole answers and in streams. */
class AbsurdUsageTest {
    private static final Map<DialectId, String> NAMES = Map.of(
            DialectId.ANTHROPIC_MESSAGES, "{\"input_tokens\":%s,\"output_tokens\":%s}",
            DialectId.OPENAI_CHAT, "{\"prompt_tokens\":%s,\"completion_tokens\":%s}",
            DialectId.OPENAI_RESPONSES, "{\"input_tokens\":%s,\"output_tokens\":%s}",
            DialectId.GEMINI, "{\"promptTokenCount\":%s,\"candidatesTokenCount\":%s}",
            DialectId.BEDROCK_CONVERSE, "{\"inputTokens\":%s,\"outputTokens\":%s}");

    private static final BodyScan SCAN = Samples.scan((ClientDialect) Dialects.get(DialectId.OPENAI_CHAT));

    static Stream<Arguments> absurd() {
        List<Arguments> all = new ArrayList<>();
        for (DialectId dialect : DialectId.values()) {
            for (String figure : List.of("-5", "1000000000000", "1e12", "\"7\"", "{}", "99999999999999999999999")) {
                all.add(Arguments.of(dialect, NAMES.get(dialect).formatted(figure, "3")));
                all.add(Arguments.of(dialect, NAMES.get(dialect).formatted("3", figure)));
            }
        }
        return all.stream();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Usage whole(DialectId dialect, String usage) {
        String body = switch (dialect) {
            case ANTHROPIC_MESSAGES ->
                "{\"id\":\"m\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"usage\":%s}";
            case OPENAI_CHAT ->
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],\"usage\":%s}";
            case OPENAI_RESPONSES ->
                "{\"id\":\"r\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\"}]}],\"usage\":%s}";
            case GEMINI ->
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hi\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":%s}";
            case BEDROCK_CONVERSE ->
                "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hi\"}]}},\"stopReason\":\"end_turn\",\"usage\":%s}";
        };
        AnswerFacts facts = Dialects.get(dialect).meter().read(bytes(body.formatted(usage)));
        assertThat(facts.error()).isNull();
        return facts.usage();
    }

    private static @Nullable Usage streamed(DialectId dialect, String usage) {
        String stream = switch (dialect) {
            case ANTHROPIC_MESSAGES -> """
                    event: content_block_delta
                    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}

                    event: message_delta
                    data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":%s}

                    event: message_stop
                    data: {"type":"message_stop"}

                    """;
            case OPENAI_CHAT -> """
                    data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}

                    data: {"choices":[],"usage":%s}

                    data: [DONE]

                    """;
            case OPENAI_RESPONSES -> """
                    data: {"type":"response.completed","response":{"id":"r","status":"completed","output":[],"usage":%s}}

                    """;
            case GEMINI -> """
                    data: {"candidates":[{"content":{"parts":[{"text":"hi"}]},"finishReason":"STOP"}],"usageMetadata":%s}

                    """;
            case BEDROCK_CONVERSE -> """
                    event: contentBlockDelta
                    data: {"contentBlockIndex":0,"delta":{"text":"hi"}}

                    event: messageStop
                    data: {"stopReason":"end_turn"}

                    event: metadata
                    data: {"usage":%s}

                    """;
        };
        StreamTap tap = Dialects.get(dialect).meter().streamTap(SCAN);
        tap.feed(bytes(stream.formatted(usage)));
        tap.end();
        assertThat(tap.error()).isNull();
        return tap.usage();
    }

    @ParameterizedTest
    @MethodSource("absurd")
    void figuresThatCanNotBeTrueAreNone(DialectId dialect, String usage) {
        assertThat(whole(dialect, usage)).isNull();
        assertThat(streamed(dialect, usage)).isNull();
    }

    static Stream<Arguments> cachedAbovePrompt() {
        return Stream.of(
                Arguments.of(
                        DialectId.OPENAI_CHAT,
                        "{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":12,\"prompt_tokens_details\":{\"cached_tokens\":50}}"),
                Arguments.of(
                        DialectId.OPENAI_RESPONSES,
                        "{\"input_tokens\":10,\"output_tokens\":2,\"total_tokens\":12,\"input_tokens_details\":{\"cached_tokens\":50}}"),
                Arguments.of(
                        DialectId.GEMINI,
                        "{\"promptTokenCount\":10,\"candidatesTokenCount\":2,\"totalTokenCount\":12,\"cachedContentTokenCount\":50}"));
    }

    @ParameterizedTest
    @MethodSource("cachedAbovePrompt")
    void whereThePromptIncludesTheCachedTokensThereAreNoMoreOfThem(DialectId dialect, String usage) {
        for (Usage read : List.of(whole(dialect, usage), streamed(dialect, usage))) {
            assertThat(read.cacheRead()).isEqualTo(10);
            assertThat(read.input()).isZero();
            assertThat(read.total()).as("the provider's total").isEqualTo(12);
        }
    }
}
