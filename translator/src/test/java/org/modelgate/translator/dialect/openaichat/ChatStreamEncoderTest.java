package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.translator.dialect.openaichat.Fixtures.CARRIERS;
import static org.modelgate.translator.dialect.openaichat.Fixtures.CHARGE;
import static org.modelgate.translator.dialect.openaichat.Fixtures.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamEncoder;

class ChatStreamEncoderTest {
    private static final StreamEvent START = new StreamEvent.Start("msg_1", "claude-opus", Usage.of(12, 1));

    private static byte[] encode(InferenceRequest request, StreamEvent... events) {
        StreamEncoder encoder = new ChatStreamEncoder(Fixtures.answer(request), 12);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StreamEvent event : events) {
            out.writeBytes(encoder.encode(event));
        }
        out.writeBytes(encoder.finish(CHARGE));
        return out.toByteArray();
    }

    private static StrictChatClient read(InferenceRequest request, StreamEvent... events) {
        return StrictChatClient.read(encode(request, events));
    }

    private static InferenceRequest plain() {
        return new Fixtures.Request().stream().build();
    }

    private static StreamEvent finish(FinishReason reason) {
        return new StreamEvent.Finish(reason, null, null);
    }

    @Test
    void writesTheStreamThatTheSdkExpects() {
        String stream = new String(
                encode(
                        new Fixtures.Request().stream().includeUsage().build(),
                        START,
                        new StreamEvent.Text(0, "Hi"),
                        new StreamEvent.BlockEnd(0),
                        finish(FinishReason.STOP),
                        new StreamEvent.UsageUpdate(new Usage(200, 2000, 400, 0, 300, 128, 0)),
                        new StreamEvent.Done()),
                UTF_8);

        String head =
                "data: {\"id\":\"chatcmpl-abc\",\"object\":\"chat.completion.chunk\",\"created\":1770933892,\"model\":\"claude-x\",\"choices\":";
        assertThat(stream)
                .isEqualTo(head
                        + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}\n\n"
                        + head
                        + "[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}],\"usage\":null}\n\n"
                        + head
                        + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n"
                        + head
                        + "[],\"usage\":{\"prompt_tokens\":2600,\"completion_tokens\":300,\"total_tokens\":2900,\"prompt_tokens_details\":{\"cached_tokens\":2000,\"cache_write_tokens\":400},\"completion_tokens_details\":{\"reasoning_tokens\":128}},"
                        + "\"gateway_usage\":{\"tokens_charged\":19,\"request_ms\":5,\"cost_usd\":0.0000015,\"provider\":\"claude\",\"cached\":false}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void withoutIncludeUsageTheChargeIsOnTheFinishChunk() {
        StrictChatClient client = read(
                plain(), START, new StreamEvent.Text(0, "Hi"), finish(FinishReason.LENGTH), new StreamEvent.Done());

        assertThat(client.chunks
                        .getLast()
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asText())
                .isEqualTo("length");
        assertThat(client.chunks.getLast().has("gateway_usage")).isTrue();
        assertThat(client.usage.isMissingNode()).isTrue();
    }

    @Test
    void pitfall38And39CallsHaveTheirOwnIndexAndIdAndNameOnce() {
        StrictChatClient client = read(
                new Fixtures.Request().tools(Fixtures.WEATHER).stream().build(),
                START,
                new StreamEvent.Thinking(0, "hm"),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.Text(1, "Let me see"),
                new StreamEvent.BlockEnd(1),
                new StreamEvent.ToolCallStart(2, "toolu_1", "weather"),
                new StreamEvent.ToolCallArguments(2, "{\"city\":"),
                new StreamEvent.ToolCallArguments(2, "\"Paris\"}"),
                new StreamEvent.BlockEnd(2),
                new StreamEvent.ToolCallStart(5, "toolu_2", "now"),
                new StreamEvent.ToolCallArguments(5, ""),
                new StreamEvent.BlockEnd(5),
                finish(FinishReason.TOOL_CALLS),
                new StreamEvent.Done());

        assertThat(client.finishReason).isEqualTo("tool_calls");
        assertThat(client.message.path("tool_calls").toString())
                .isEqualTo(
                        "[{\"index\":0,\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}},"
                                + "{\"index\":1,\"id\":\"toolu_2\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}]");
    }

    @Test
    void pitfall16ACallWithoutArgumentsHasAnEmptyObject() {
        StrictChatClient client = read(
                plain(),
                START,
                new StreamEvent.ToolCallStart(0, "toolu_1", "now"),
                finish(FinishReason.TOOL_CALLS),
                new StreamEvent.Done());

        assertThat(client.message.at("/tool_calls/0/function/arguments").asText())
                .isEqualTo("{}");
    }

    @Test
    void pitfall17ARenamedToolComesBackUnderItsOwnName() {
        String name = "mcp__server__" + "x".repeat(70);
        JsonNode sent = Fixtures.encoded(
                new Fixtures.Request().tools(Fixtures.function(name)).build(), "gpt-5");
        String renamed = sent.at("/tools/0/function/name").asText();
        StrictChatClient client = read(
                new Fixtures.Request().tools(Fixtures.function(name)).build(),
                START,
                new StreamEvent.ToolCallStart(0, "c", renamed),
                finish(FinishReason.TOOL_CALLS),
                new StreamEvent.Done());

        assertThat(renamed).hasSizeLessThanOrEqualTo(64).matches("[a-zA-Z0-9_-]+");
        assertThat(client.message.at("/tool_calls/0/function/name").asText()).isEqualTo(name);
    }

    @Test
    void pitfall28And40ReasoningCarriesASealThatOpensForItsProvider() {
        StrictChatClient client = read(
                plain(),
                START,
                new StreamEvent.Thinking(0, "Let "),
                new StreamEvent.Thinking(0, "me"),
                new StreamEvent.ThinkingSignature(0, "EoUB"),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.RedactedThinking(1, "EmwK"),
                new StreamEvent.BlockEnd(1),
                new StreamEvent.Text(2, "Hi"),
                new StreamEvent.BlockEnd(2),
                finish(FinishReason.STOP),
                new StreamEvent.Done());

        JsonNode details = client.message.path("reasoning_details");
        assertThat(client.message.path("reasoning_content").asText()).isEqualTo("Let me");
        assertThat(details.path(0).path("type").asText()).isEqualTo("reasoning.text");
        assertThat(details.path(0).path("text").asText()).isEqualTo("Let me");
        assertThat(details.path(0).path("format").asText()).isEqualTo("anthropic-claude-v1");
        assertThat(CARRIERS.open(details.path(0).path("signature").asText(), "claude", "claude-opus")
                        .orElseThrow()
                        .payload())
                .isEqualTo("EoUB");
        assertThat(details.path(1).path("type").asText()).isEqualTo("reasoning.encrypted");
        assertThat(CARRIERS.open(details.path(1).path("data").asText(), "claude", "claude-opus")
                        .orElseThrow()
                        .payload())
                .isEqualTo("EmwK");
    }

    @Test
    void excludedReasoningKeepsOnlyWhatItsProviderNeedsBack() {
        Reasoning excluded = new Reasoning(Reasoning.Mode.ADAPTIVE, null, null, "omitted");
        StrictChatClient client = read(
                new Fixtures.Request().reasoning(excluded).build(),
                START,
                new StreamEvent.Thinking(0, "secret"),
                new StreamEvent.ThinkingSignature(0, "EoUB"),
                new StreamEvent.BlockEnd(0),
                finish(FinishReason.STOP),
                new StreamEvent.Done());

        assertThat(client.message.toString()).doesNotContain("secret").contains("gw1.thinking.");
    }

    @Test
    void pitfall48ARefusalWithoutContentIsAContentFilterWithAReason() {
        StrictChatClient told = read(
                plain(),
                START,
                new StreamEvent.Finish(
                        FinishReason.REFUSAL,
                        null,
                        "{\"type\":\"refusal\",\"category\":\"cyber\",\"explanation\":\"No.\"}"),
                new StreamEvent.Done());
        StrictChatClient untold = read(plain(), START, finish(FinishReason.REFUSAL), new StreamEvent.Done());

        assertThat(told.finishReason).isEqualTo("content_filter");
        assertThat(told.message.path("refusal").asText()).isEqualTo("No.");
        assertThat(untold.message.path("refusal").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, false, stop",
        "STOP, true, tool_calls",
        "STOP_SEQUENCE, false, stop",
        "TOOL_CALLS, true, tool_calls",
        "TOOL_CALLS, false, stop",
        "LENGTH, true, length",
        "CONTEXT_WINDOW, false, length",
        "PAUSE, false, length",
        "REFUSAL, true, content_filter",
    })
    void callsDecideTheFinishReason(FinishReason reason, boolean calls, String expected) {
        assertThat(FinishReasons.encode(reason, calls)).isEqualTo(expected);
    }

    @Test
    void pitfall41PingsAreComments() {
        StrictChatClient client = read(
                plain(),
                START,
                new StreamEvent.Ping(),
                new StreamEvent.Text(0, "x"),
                finish(FinishReason.STOP),
                new StreamEvent.Done());

        assertThat(client.comments).isEqualTo(1);
    }

    @Test
    void pitfall54CharactersAreNeverSplit() {
        StrictChatClient client = read(
                plain(),
                START,
                new StreamEvent.Text(0, "a\uD83D"),
                new StreamEvent.Text(0, "\uDE00b"),
                new StreamEvent.BlockEnd(0),
                finish(FinishReason.STOP),
                new StreamEvent.Done());

        assertThat(client.message.path("content").asText()).isEqualTo("a\uD83D\uDE00b");
    }

    @Test
    void pitfall60CitationsAreSpansOfCodePointsInOneDelta() {
        String web =
                "{\"type\":\"web_search_result_location\",\"url\":\"https://e.org\",\"title\":\"T\",\"cited_text\":\"x\"}";
        StrictChatClient client = read(
                plain(),
                START,
                new StreamEvent.Text(0, "\uD83D\uDE00 "),
                new StreamEvent.BlockEnd(0),
                new StreamEvent.Citation(1, web),
                new StreamEvent.Text(1, "Fact\uD83D\uDE00"),
                new StreamEvent.BlockEnd(1),
                new StreamEvent.Citation(2, "{\"type\":\"char_location\",\"cited_text\":\"y\"}"),
                new StreamEvent.Text(2, "."),
                new StreamEvent.BlockEnd(2),
                finish(FinishReason.STOP),
                new StreamEvent.Done());

        assertThat(client.message.path("annotations"))
                .isEqualTo(
                        json(
                                "[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://e.org\",\"title\":\"T\",\"start_index\":2,\"end_index\":7}}]"));
    }

    @Test
    void pitfall45AnErrorEndsTheStreamAndNothingFollows() {
        StreamEncoder encoder = new ChatStreamEncoder(Fixtures.answer(plain()), 12);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoder.encode(START));
        out.writeBytes(encoder.encode(new StreamEvent.Text(0, "x")));
        out.writeBytes(encoder.fail(GatewayError.provider("cut")));
        out.writeBytes(encoder.encode(new StreamEvent.Text(0, "y")));
        out.writeBytes(encoder.finish(CHARGE));

        assertThat(StrictChatClient.read(out.toByteArray()).error.path("code").asText())
                .isEqualTo("provider_error");
    }

    @Test
    void aCustomToolGetsItsFreeTextBack() {
        StrictChatClient client = read(
                new Fixtures.Request()
                        .tools(new Tool.Custom("exec", null, null))
                        .build(),
                START,
                new StreamEvent.ToolCallStart(0, "c", "exec"),
                new StreamEvent.ToolCallArguments(0, "{\"input\":\"ls \\u00e9"),
                new StreamEvent.ToolCallArguments(0, "\"}"),
                new StreamEvent.BlockEnd(0),
                finish(FinishReason.TOOL_CALLS),
                new StreamEvent.Done());

        assertThat(client.message.at("/tool_calls/0"))
                .isEqualTo(
                        json(
                                "{\"index\":0,\"id\":\"c\",\"type\":\"custom\",\"custom\":{\"name\":\"exec\",\"input\":\"ls é\"}}"));
    }

    @Property(tries = 300)
    void everySequenceOfEventsIsALegalStream(@ForAll("sequences") List<StreamEvent> events, @ForAll boolean usage) {
        Fixtures.Request request = new Fixtures.Request().tools(Fixtures.WEATHER).stream();
        InferenceRequest built = usage ? request.includeUsage().build() : request.build();

        StrictChatClient client = read(built, events.toArray(StreamEvent[]::new));

        StringBuilder text = new StringBuilder();
        events.forEach(event -> {
            if (event instanceof StreamEvent.Text part) {
                text.append(part.text());
            }
        });
        assertThat(client.message.path("content").asText()).isEqualTo(text.toString());
        assertThat(client.usage.isObject()).isEqualTo(usage);
    }

    @Provide
    Arbitrary<List<StreamEvent>> sequences() {
        Arbitrary<String> texts = Arbitraries.of("a", "", "\"\\\n", "é😀", "data: [DONE]\n\n");
        Arbitrary<List<StreamEvent>> block = Arbitraries.integers()
                .between(0, 5)
                .flatMap(kind -> texts.list().ofMaxSize(3).map(list -> {
                    List<StreamEvent> events = new ArrayList<>();
                    if (kind == 4) {
                        events.add(new StreamEvent.ToolCallStart(-1, "id", "weather"));
                    }
                    for (String text : list) {
                        events.add(
                                switch (kind) {
                                    case 0, 1 -> new StreamEvent.Text(-1, text);
                                    case 2 -> new StreamEvent.Thinking(-1, text);
                                    case 3 -> new StreamEvent.RedactedThinking(-1, text);
                                    case 4 -> new StreamEvent.ToolCallArguments(-1, text);
                                    default -> new StreamEvent.Ping();
                                });
                    }
                    events.add(new StreamEvent.BlockEnd(-1));
                    return events;
                }));
        return block.list().ofMaxSize(5).map(blocks -> {
            List<StreamEvent> all = new ArrayList<>(List.of(START));
            for (int i = 0; i < blocks.size(); i++) {
                int key = i * 2;
                blocks.get(i).forEach(event -> all.add(withBlock(event, key)));
            }
            all.add(finish(FinishReason.STOP));
            all.add(new StreamEvent.Done());
            return all;
        });
    }

    private static StreamEvent withBlock(StreamEvent event, int block) {
        return switch (event) {
            case StreamEvent.Text e -> new StreamEvent.Text(block, e.text());
            case StreamEvent.Thinking e -> new StreamEvent.Thinking(block, e.text());
            case StreamEvent.RedactedThinking e -> new StreamEvent.RedactedThinking(block, e.data());
            case StreamEvent.ToolCallStart e -> new StreamEvent.ToolCallStart(block, e.id() + block, e.name());
            case StreamEvent.ToolCallArguments e -> new StreamEvent.ToolCallArguments(block, e.fragment());
            case StreamEvent.BlockEnd e -> new StreamEvent.BlockEnd(block);
            default -> event;
        };
    }
}
