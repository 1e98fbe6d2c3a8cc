package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.AnswerRounds;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.SseDecoder;

/** Pitfall 49: rounds of an answer that paused are one answer. */
class PausedAnswerTest {
    private static final String REQUEST = """
        {"model":"claude-opus-5-5","max_tokens":100,"tools":[{"type":"web_search_20260318","name":"web_search"}],\
        "messages":[{"role":"user","content":"Who won?"}]}\
        """;
    private static final String SEARCH = """
        {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"w"}}\
        """;
    private static final String FOUND = """
        {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}\
        """;
    private static final String FIRST = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5-5","content":[\
        {"type":"thinking","thinking":"hm","signature":"EoUB"},{"type":"text","text":"Let me look."},%s,%s],\
        "stop_reason":"pause_turn","usage":{"input_tokens":10,"cache_read_input_tokens":3,"output_tokens":20,\
        "server_tool_use":{"web_search_requests":1}}}\
        """.formatted(SEARCH, FOUND);
    private static final String LAST = """
        {"id":"msg_2","type":"message","role":"assistant","model":"claude-opus-5-5","content":[\
        {"type":"text","text":"They did."}],"stop_reason":"end_turn",\
        "usage":{"input_tokens":50,"output_tokens":5,"server_tool_use":{"web_search_requests":2}}}\
        """;
    private static final String PAUSED_STREAM = stream(FIRST);
    private static final String LAST_STREAM = stream(LAST);

    private final AnthropicPassthrough dialect = new AnthropicPassthrough();

    private AnswerRounds rounds(String request, boolean stream) {
        return dialect.rounds(utf8(request), stream).orElseThrow();
    }

    @Test
    void pitfall49TheNextRoundGetsTheContentBackUnchanged() {
        AnswerRounds rounds = rounds(REQUEST, false);
        assertThat(rounds.feed(utf8(FIRST))).isEmpty();
        String content = FIRST.substring(FIRST.indexOf("[{\"type\":\"thinking\""), FIRST.indexOf(",\"stop_reason\""));
        assertThat(text(rounds.next()))
                .isEqualTo(REQUEST.replace("\"max_tokens\":100", "\"max_tokens\":80")
                        .replace(
                                "\"Who won?\"}]",
                                "\"Who won?\"},{\"role\":\"assistant\",\"content\":" + content + "}]"));
        assertThat(rounds.next()).isNull();
    }

    @Test
    void pitfall49WholeRoundsAreOneMessageWithTheUsageOfAll() {
        AnswerRounds rounds = rounds(REQUEST, false);
        rounds.feed(utf8(FIRST));
        rounds.next();
        byte[] joined = rounds.feed(utf8(LAST));
        assertThat(rounds.next()).isNull();
        JsonNode message = json(joined);
        assertThat(message.path("id").asText()).isEqualTo("msg_1");
        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(types(message.path("content")))
                .containsExactly("thinking", "text", "server_tool_use", "web_search_tool_result", "text");
        AnswerFacts facts = dialect.read(joined);
        assertThat(facts.usage()).isEqualTo(new Usage(60, 3, 0, 0, 25, 0, 3));
    }

    @Test
    void pitfall49StreamedRoundsAreOneStream() {
        AnswerRounds rounds = rounds(REQUEST, true);
        String first = text(rounds.feed(utf8(PAUSED_STREAM)));
        String request = text(rounds.next());
        assertThat(request).contains("\"max_tokens\":80").contains(SEARCH).contains(FOUND);
        assertThat(request).contains("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EoUB\"}");
        List<JsonNode> events = events(first + text(rounds.feed(utf8(LAST_STREAM))));
        assertThat(rounds.next()).isNull();
        List<JsonNode> starts = ofType(events, "message_start");
        assertThat(starts).extracting(e -> e.at("/message/id").asText()).containsOnly("msg_1");
        assertThat(ofType(events, "content_block_start"))
                .extracting(e -> e.path("index").asInt())
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(ofType(events, "message_delta")).hasSize(1);
        assertThat(ofType(events, "message_delta")
                        .getFirst()
                        .at("/delta/stop_reason")
                        .asText())
                .isEqualTo("end_turn");
        assertThat(events.getLast().path("type").asText()).isEqualTo("message_stop");
    }

    @Test
    void pitfall49ATapSeesOneStreamThatUsedWhatAllRoundsDid() {
        AnswerRounds rounds = rounds(REQUEST, true);
        StreamTap tap = new AnthropicStreamTap();
        tap.feed(rounds.feed(utf8(PAUSED_STREAM)));
        assertThat(tap.phase()).isEqualTo(StreamTap.Phase.CONTENT);
        assertThat(tap.usage()).isEqualTo(new Usage(10, 3, 0, 0, 20, 0, 1));
        assertThat(tap.usageFinal()).isFalse();
        rounds.next();
        tap.feed(rounds.feed(utf8(LAST_STREAM)));
        assertThat(tap.phase()).isEqualTo(StreamTap.Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(new Usage(60, 3, 0, 0, 25, 0, 3));
        assertThat(tap.usageFinal()).isTrue();
    }

    @Property(tries = 200)
    @Label("any split of the bytes gives the same stream and the same next request")
    void anySplitGivesTheSame(@ForAll @IntRange(min = 1, max = 700) int size) {
        AnswerRounds whole = rounds(REQUEST, true);
        AnswerRounds split = rounds(REQUEST, true);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        for (String stream : List.of(PAUSED_STREAM, LAST_STREAM)) {
            byte[] bytes = utf8(stream);
            expected.writeBytes(whole.feed(bytes));
            for (int at = 0; at < bytes.length; at += size) {
                actual.writeBytes(split.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
            }
            assertThat(split.next()).isEqualTo(whole.next());
        }
        assertThat(actual.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void anAnswerThatDoesNotPauseKeepsItsBytes() {
        assertThat(rounds(REQUEST, false).feed(utf8(LAST))).isEqualTo(utf8(LAST));
        AnswerRounds streamed = rounds(REQUEST, true);
        assertThat(text(streamed.feed(utf8(LAST_STREAM)))).isEqualTo(LAST_STREAM);
        assertThat(streamed.end()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterTenRoundsTheAnswerStaysPaused(boolean stream) {
        String request = REQUEST.replace("100", "1000");
        AnswerRounds rounds = rounds(request, stream);
        byte[] paused = utf8(stream ? PAUSED_STREAM : FIRST);
        for (int round = 1; round < PausedTurn.ROUNDS_MAX; round++) {
            rounds.feed(paused);
            assertThat(rounds.next()).isNotNull();
        }
        String last = text(rounds.feed(paused));
        assertThat(rounds.next()).isNull();
        assertThat(last).contains("pause_turn").contains("\"output_tokens\":200");
    }

    @Test
    void roundsShareTheCapOfOutputTokens() {
        AnswerRounds rounds = rounds(REQUEST.replace("100", "20"), false);
        assertThat(text(rounds.feed(utf8(FIRST)))).isEqualTo(FIRST);
        assertThat(rounds.next()).isNull();
    }

    @Test
    void theThinkingBudgetStaysBelowTheCap() {
        String thinking = "\"max_tokens\":3000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2990}";
        AnswerRounds rounds = rounds(REQUEST.replace("\"max_tokens\":100", thinking), false);
        rounds.feed(utf8(FIRST));
        assertThat(text(rounds.next())).contains("\"max_tokens\":2980").contains("\"budget_tokens\":2979");
    }

    @Test
    void theContainerOfCodeIsKept() {
        AnswerRounds rounds = rounds(REQUEST, false);
        rounds.feed(utf8(FIRST.replace("\"usage\"", "\"container\":{\"id\":\"c_1\",\"expires_at\":\"x\"},\"usage\"")));
        assertThat(text(rounds.next())).startsWith("{\"container\":\"c_1\",");
    }

    @Test
    void callsOfTheClientAreNotGoneOnWith() {
        String call = "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}";
        String body = FIRST.replace(FOUND, FOUND + "," + call);
        assertThat(text(rounds(REQUEST, false).feed(utf8(body)))).isEqualTo(body);
    }

    @Test
    void aStreamThatIsCutBehindThePauseIsNotWhole() {
        AnswerRounds rounds = rounds(REQUEST, true);
        String cut = PAUSED_STREAM.substring(0, PAUSED_STREAM.indexOf("event: message_stop"));
        StreamTap tap = new AnthropicStreamTap();
        tap.feed(rounds.feed(utf8(cut)));
        tap.feed(rounds.end());
        assertThat(rounds.next()).isNull();
        tap.end();
        assertThat(tap.phase()).isEqualTo(StreamTap.Phase.FAILED);
    }

    @Test
    void blocksOfAKindThatCannotBeSentBackAreNotGoneOnWith() {
        String odd = PAUSED_STREAM.replace("text_delta", "delta_to_come");
        AnswerRounds rounds = rounds(REQUEST, true);
        assertThat(text(rounds.feed(utf8(odd)))).isEqualTo(odd);
        assertThat(rounds.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],\"messages\":[]}",
                "{\"model\":\"m\",\"tools\":[{\"type\":\"custom\",\"name\":\"f\"}],\"messages\":[]}",
                "{\"model\":\"m\",\"messages\":[]}",
                "[]",
                "no JSON"
            })
    void onlyToolsOfTheProviderMakeItPause(String request) {
        assertThat(dialect.rounds(utf8(request), true)).isEmpty();
    }

    @Test
    void toolsOfAnMcpServerMakeItPause() {
        assertThat(dialect.rounds(utf8("{\"mcp_servers\":[],\"messages\":[]}"), true))
                .isPresent();
    }

    /** A whole message as its provider would stream it. */
    private static String stream(String whole) {
        JsonNode message = json(utf8(whole));
        StringBuilder out = new StringBuilder();
        out.append(event(
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"id\":\"%s\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":%d,\"cache_read_input_tokens\":%d,\"output_tokens\":1}}}"
                        .formatted(
                                message.path("id").asText(),
                                message.at("/usage/input_tokens").asInt(),
                                message.at("/usage/cache_read_input_tokens").asInt())));
        int index = 0;
        for (JsonNode block : message.path("content")) {
            out.append(block(index++, block));
        }
        out.append(event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":%s,\"stop_sequence\":null},\"usage\":%s}"
                        .formatted(message.path("stop_reason"), message.path("usage"))));
        return out.append(event("message_stop", "{\"type\":\"message_stop\"}")).toString();
    }

    private static String block(int index, JsonNode block) {
        String start = "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}";
        String delta =
                event("content_block_delta", "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":{\"type\":%s}}");
        String body = switch (block.path("type").asText()) {
            case "text" ->
                event("content_block_start", start.formatted(index, "{\"type\":\"text\",\"text\":\"\"}"))
                        + delta.formatted(index, "\"text_delta\",\"text\":" + block.path("text"));
            case "thinking" ->
                event(
                                "content_block_start",
                                start.formatted(index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"))
                        + delta.formatted(index, "\"thinking_delta\",\"thinking\":" + block.path("thinking"))
                        + delta.formatted(index, "\"signature_delta\",\"signature\":" + block.path("signature"));
            case "server_tool_use" ->
                event(
                                "content_block_start",
                                start.formatted(index, block.toString().replace("{\"query\":\"w\"}", "{}")))
                        + delta.formatted(index, "\"input_json_delta\",\"partial_json\":\"{\\\"query\\\":\"")
                        + delta.formatted(index, "\"input_json_delta\",\"partial_json\":\"\\\"w\\\"}\"");
            default -> event("content_block_start", start.formatted(index, block));
        };
        return body + event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        new SseDecoder().feed(utf8(stream), event -> events.add(json(event.data())));
        return events;
    }

    private static List<JsonNode> ofType(List<JsonNode> events, String type) {
        return events.stream().filter(e -> e.path("type").asText().equals(type)).toList();
    }

    private static List<String> types(JsonNode content) {
        List<String> types = new ArrayList<>();
        content.forEach(block -> types.add(block.path("type").asText()));
        return types;
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return Json.mapper().readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "nothing" : new String(bytes, StandardCharsets.UTF_8);
    }
}
