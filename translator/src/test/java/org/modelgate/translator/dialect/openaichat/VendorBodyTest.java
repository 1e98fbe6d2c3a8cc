package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modelgate.translator.ChatQuirks;
import org.modelgate.translator.ChatQuirks.CallIds;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;

/** What a vendor with quirks gets of a chat body. */
class VendorBodyTest {
    private static EncodedRequest wrapped(ChatQuirks quirks, String body) {
        return Hostings.chat("/chat/completions", quirks)
                .wrap(new EncodedRequest(body.getBytes(UTF_8), Map.of()), false);
    }

    private static String sent(ChatQuirks quirks, String body) {
        return new String(wrapped(quirks, body).body(), UTF_8);
    }

    @Test
    void withoutQuirksNothingIsTouched() {
        Hosting plain = Hostings.chat("/chat/completions", ChatQuirks.NONE);
        EncodedRequest request = new EncodedRequest("{ \"a\" : null }".getBytes(UTF_8), Map.of());
        assertThat(plain.wrap(request, true)).isSameAs(request);
        assertThat(plain.path("m", true)).isEqualTo("/chat/completions");
    }

    @Test
    void aFieldThatIsRefusedIsLeftOutWithAWarning() {
        EncodedRequest request = wrapped(
                ChatQuirks.NONE.dropping("logit_bias", "user", "stream_options"),
                "{\"model\":\"m\",\"logit_bias\":{\"1\":2},\"x\": [1, 2],\"user\":null,\"stream_options\":{\"include_usage\":true}}");
        assertThat(new String(request.body(), UTF_8)).isEqualTo("{\"model\":\"m\",\"x\": [1, 2]}");
        assertThat(request.warnings()).containsExactly("logit_bias;unsupported");
    }

    @Test
    void aFieldOfAnotherNameIsRenamedUnlessThatIsThereToo() {
        ChatQuirks quirks = ChatQuirks.NONE.renaming("max_completion_tokens", "max_tokens");
        assertThat(sent(quirks, "{\"max_completion_tokens\" : 5}")).isEqualTo("{\"max_tokens\" : 5}");
        assertThat(sent(quirks, "{\"max_completion_tokens\":5,\"max_tokens\":6}"))
                .isEqualTo("{\"max_tokens\":6}");
    }

    @Test
    void valuesAreReplacedByWhatTheVendorTakes() {
        ChatQuirks quirks = ChatQuirks.NONE
                .taking("tool_choice", Map.of("\"auto\"", "\"auto\"", "*", "\"required\""))
                .taking("n", Map.of("1", "1", "*", ""));
        EncodedRequest request = wrapped(quirks, "{\"n\":2,\"tool_choice\":{\"type\":\"function\"},\"model\":\"m\"}");
        assertThat(new String(request.body(), UTF_8)).isEqualTo("{\"tool_choice\":\"required\",\"model\":\"m\"}");
        assertThat(request.warnings()).containsExactly("n;unsupported", "tool_choice;approximated");
        assertThat(wrapped(quirks, "{\"n\":1,\"tool_choice\":\"auto\"}").warnings())
                .isEmpty();
    }

    @Test
    void anotherWordForTheSameIsNoLoss() {
        EncodedRequest request = wrapped(
                ChatQuirks.NONE.saying("tool_choice", Map.of("\"required\"", "\"any\"")),
                "{\"tool_choice\":\"required\"}");
        assertThat(new String(request.body(), UTF_8)).isEqualTo("{\"tool_choice\":\"any\"}");
        assertThat(request.warnings()).isEmpty();
    }

    @Test
    void someModelsRefuseMore() {
        ChatQuirks quirks = ChatQuirks.NONE.droppingFor(model -> model.startsWith("grok-4"), "stop");
        assertThat(sent(quirks, "{\"stop\":[\"a\"],\"model\":\"grok-4.5\"}")).isEqualTo("{\"model\":\"grok-4.5\"}");
        assertThat(sent(quirks, "{\"stop\":[\"a\"],\"model\":\"grok-3\"}")).contains("stop");
    }

    @Test
    void messagesLoseNamesAndNullsAndToolsTheirStrictness() {
        ChatQuirks quirks = ChatQuirks.NONE.withoutNames().withoutNulls().withoutStrict();
        EncodedRequest request = wrapped(
                quirks,
                "{\"seed\":null,\"messages\":[{\"role\":\"user\",\"name\":\"bo\",\"content\":\"name\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\"}]}],"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]}");
        assertThat(new String(request.body(), UTF_8))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":\"name\"},"
                        + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\"}]}],"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}");
        assertThat(request.warnings()).containsExactly("tools.strict;unsupported");
    }

    @Test
    void idsOfNineCharactersMeetInCallAndResult() {
        String body = "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_abc\",\"function\":{}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_abc\",\"content\":\"x\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"abcDEF123\",\"content\":\"y\"}]}";
        String sent = sent(ChatQuirks.NONE.withCallIds(CallIds.NINE_ALPHANUMERIC), body);
        String id = sent.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(sent)
                .contains("\"tool_call_id\":\"" + id + "\"")
                .contains("abcDEF123")
                .doesNotContain("call_abc");
    }

    @Test
    void reasoningOfTheHistoryStandsInTheVendorsFieldOrIsBackfilledOrLeftOut() {
        String turn =
                "{\"model\":\"deepseek-v4-pro\",\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"%s},{\"role\":\"user\",\"content\":\"b\"}]}";
        String given = turn.formatted(",\"reasoning_content\":\"why\"");
        assertThat(sent(ChatQuirks.NONE.reasoningIn("reasoning"), given))
                .isEqualTo(turn.formatted(",\"reasoning\":\"why\""));
        assertThat(sent(ChatQuirks.NONE.reasoningIn(""), given)).isEqualTo(turn.formatted(""));
        ChatQuirks backfilling = ChatQuirks.NONE.backfilling(model -> model.startsWith("deepseek-v4"));
        assertThat(sent(backfilling, given)).isEqualTo(given);
        assertThat(sent(backfilling, turn.formatted("")))
                .contains("{\"reasoning_content\":\"\",\"role\":\"assistant\"")
                .contains("{\"role\":\"user\"");
        assertThat(sent(
                        ChatQuirks.NONE.reasoningIn("reasoning"),
                        turn.formatted(",\"reasoning\":\"a\",\"reasoning_content\":\"a\"")))
                .isEqualTo(turn.formatted(",\"reasoning\":\"a\""));
    }
}
