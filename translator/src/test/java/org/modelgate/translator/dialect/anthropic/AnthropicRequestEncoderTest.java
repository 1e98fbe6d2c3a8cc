package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Samples;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/** Chat clients in front of Anthropic providers; the pitfalls are those of the translation table, section 15. */
class AnthropicRequestEncoderTest {
    private static final String OPUS_5_5 = "claude-opus-5-5";
    private static final String SONNET_4_5 = "claude-sonnet-4-5-20250929";
    private static final String TOOLS =
            ",'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object','properties':{}}}}]";
    private static final String USER = "{'role':'user','content':'Hi'}";

    private final Warnings warnings = new Warnings();

    @Test
    void pitfall06TheSameConversationGivesTheSameBytesAndGrowsAtItsEndOnly() {
        String turn1 = "{'role':'developer','content':'Be brief.'}," + USER;
        String turn2 = turn1
                + ",{'role':'assistant','content':null,'tool_calls':[{'id':'call_1','type':'function','function':{'name':'f','arguments':'{\\\"z\\\":1,\\\"a\\\":1.50}'}}]},"
                + "{'role':'tool','tool_call_id':'call_1','content':'ok'},{'role':'developer','content':'Now faster.'}";
        String turn3 = turn2 + ",{'role':'assistant','content':'Done'},{'role':'user','content':'Why?'}";
        List<String> previous = List.of();
        for (String messages : List.of(turn1, turn2, turn3)) {
            String chat = "{'model':'m','messages':[" + messages + "]" + TOOLS + "}";
            EncodedRequest encoded = encode(chat, OPUS_5_5);
            assertThat(encode(chat, OPUS_5_5).body()).isEqualTo(encoded.body());
            List<String> prompt = new ArrayList<>();
            JsonNode body = tree(encoded);
            prompt.add(body.path("system").toString());
            prompt.add(body.path("tools").toString());
            body.path("messages").forEach(m -> prompt.add(m.toString()));
            assertThat(prompt.subList(0, previous.size())).isEqualTo(previous);
            previous = prompt;
        }
    }

    @Test
    void pitfall07ALateDeveloperMessageNeverChangesTheSystemText() {
        String chat = "{'model':'m','messages':[{'role':'system','content':'S'}," + USER
                + ",{'role':'assistant','content':'A'},"
                + "{'role':'user','content':'B'},{'role':'developer','content':'Late'}]}";
        JsonNode late = body(chat, OPUS_5_5);
        assertThat(late.at("/system/0/text").asText()).isEqualTo("S");
        assertThat(late.path("system")).hasSize(1);
        assertThat(late.at("/messages/3/role").asText()).isEqualTo("system");
        JsonNode old = body(chat, SONNET_4_5);
        assertThat(old.path("system")).hasSize(1);
        assertThat(old.at("/messages/2/content/1/text").asText())
                .isEqualTo("<system-reminder>\nLate\n</system-reminder>");
    }

    @Test
    void pitfall08AForcedToolIsAskedForInWordsWhereItCannotBeForced() {
        String chat = "{'model':'m','messages':[" + USER + "],'tool_choice':'required'" + TOOLS + "}";
        JsonNode body = body(chat, OPUS_5_5);
        assertThat(body.at("/tool_choice/type").asText()).isEqualTo("auto");
        assertThat(body.at("/system/0/text").asText()).isEqualTo("You must answer by calling one of the tools.");
        assertThat(warnings.entries()).contains("tool_choice;as-instruction");
        assertThat(body(chat, SONNET_4_5).at("/tool_choice/type").asText()).isEqualTo("any");
        String named = chat.replace("'required'", "{'type':'function','function':{'name':'f'}}");
        assertThat(body(named, OPUS_5_5).at("/system/0/text").asText())
                .isEqualTo("You must answer by calling the tool f.");
    }

    @Test
    void pitfall11NoEmptyTextBlocks() {
        JsonNode body = body(
                "{'model':'m','messages':[" + USER
                        + ",{'role':'user','content':'  '},{'role':'assistant','content':'','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':''}}]},"
                        + "{'role':'tool','tool_call_id':'c','content':''}]" + TOOLS + "}",
                SONNET_4_5);
        assertThat(body.path("messages")).hasSize(3);
        assertThat(body.at("/messages/0/content")).hasSize(1);
        assertThat(body.at("/messages/1/content")).hasSize(1);
        assertThat(body.at("/messages/1/content/0/input").isEmpty()).isTrue();
        assertThat(body.at("/messages/2/content/0").has("content")).isFalse();
    }

    @Test
    void pitfall12ParallelResultsComeFirst() {
        JsonNode body = body(
                "{'model':'m','messages':[" + USER
                        + ",{'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},{'id':'b','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'b','content':'2'},{'role':'tool','tool_call_id':'a','content':'1'},{'role':'user','content':'go on'}]"
                        + TOOLS + "}",
                SONNET_4_5);
        JsonNode content = body.at("/messages/2/content");
        assertThat(body.path("messages")).hasSize(3);
        assertThat(content.findValuesAsText("type")).containsExactly("tool_result", "tool_result", "text");
        assertThat(content.findValuesAsText("tool_use_id")).containsExactly("a", "b");
    }

    @Test
    void pitfall15BrokenArgumentsDoNotFailTheHistory() {
        JsonNode body = body(
                "{'model':'m','messages':[" + USER
                        + ",{'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{oops'}}]},{'role':'tool','tool_call_id':'a','content':'1'}]"
                        + TOOLS + "}",
                SONNET_4_5);
        assertThat(body.at("/messages/1/content/0/input/raw_arguments").asText())
                .isEqualTo("{oops");
    }

    @Test
    void pitfall18AnIllegalCallIdStaysPaired() {
        String id = "call:" + "x".repeat(80);
        JsonNode body = body(
                "{'model':'m','messages':[" + USER + ",{'role':'assistant','content':null,'tool_calls':[{'id':'" + id
                        + "','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'"
                        + id
                        + "','content':'1'}]" + TOOLS + "}",
                SONNET_4_5);
        String sent = body.at("/messages/1/content/0/id").asText();
        assertThat(sent).matches("call_[0-9a-f]{24}");
        assertThat(body.at("/messages/2/content/0/tool_use_id").asText()).isEqualTo(sent);
    }

    @Test
    void aCallWithoutResultGetsOneAndAResultWithoutCallBecomesText() {
        InferenceRequest request = conversation(
                new Message(Message.Role.USER, List.of(ContentPart.Text.of("Hi"))),
                new Message(Message.Role.ASSISTANT, List.of(new ContentPart.ToolCall("a", "f", "{}", null))),
                new Message(
                        Message.Role.USER,
                        List.of(new ContentPart.ToolResult("z", List.of(ContentPart.Text.of("lost")), false, null))));
        JsonNode body = tree(encode(request, Samples.target("p", SONNET_4_5)));
        assertThat(body.at("/messages/2/content/0/is_error").asBoolean()).isTrue();
        assertThat(body.at("/messages/2/content/1/text").asText()).isEqualTo("lost");
        assertThat(warnings.entries()).contains("messages;call-without-result", "messages;result-without-call");
    }

    @Test
    void pitfall23And28ReasoningComesBackByteForByteToItsOwnProvider() {
        Carriers carriers = Samples.carriers("acme");
        JsonNode body = tree(encode(
                reasoned(
                        carriers.seal("thinking", "p", OPUS_5_5, "EoUB+/=="),
                        carriers.seal("redacted", "p", OPUS_5_5, "Emw")),
                Samples.target("p", OPUS_5_5)));
        assertThat(body.at("/messages/1/content/0/signature").asText()).isEqualTo("EoUB+/==");
        assertThat(body.at("/messages/1/content/0/thinking").asText()).isEqualTo("hm");
        assertThat(body.at("/messages/1/content/1/data").asText()).isEqualTo("Emw");
    }

    @Test
    void pitfall24NoForeignEnvelopeReachesTheProvider() {
        Carriers carriers = Samples.carriers("acme");
        byte[] bytes = encode(
                        reasoned(
                                carriers.seal("none", "gpt", "gpt-5.1", ""),
                                carriers.seal("redacted", "p", "claude-sonnet-4-5", "x")),
                        Samples.target("p", OPUS_5_5))
                .body();
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .doesNotContain("gw1.")
                .doesNotContain("thinking");
    }

    @Test
    void pitfall25AnotherTenantsEnvelopeIsDropped() {
        String stolen = Samples.carriers("other").seal("thinking", "p", OPUS_5_5, "EoUB");
        JsonNode body = tree(encode(reasoned(stolen, "Emw"), Samples.target("p", OPUS_5_5)));
        assertThat(body.at("/messages/1/content/0/type").asText()).isEqualTo("redacted_thinking");
    }

    @Test
    void pitfall27ThinkingWithoutTextIsReplayed() {
        InferenceRequest request = conversation(
                new Message(Message.Role.USER, List.of(ContentPart.Text.of("Hi"))),
                new Message(
                        Message.Role.ASSISTANT,
                        List.of(new ContentPart.Thinking("", "EoUB"), ContentPart.Text.of("Hello"))));
        JsonNode body = tree(encode(request, Samples.target("p", OPUS_5_5)));
        assertThat(body.at("/messages/1/content/0/thinking").isTextual()).isTrue();
        assertThat(body.at("/messages/1/content/0/signature").asText()).isEqualTo("EoUB");
    }

    @Test
    void pitfall52AtMostFourMarksAndNoLongOneBehindAShortOne() {
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ContentPart.CacheMark mark =
                    i == 2 || i == 4 ? ContentPart.CacheMark.ONE_HOUR : ContentPart.CacheMark.FIVE_MINUTES;
            parts.add(new ContentPart.Text("t" + i, mark, null));
        }
        JsonNode body =
                tree(encode(conversation(new Message(Message.Role.USER, parts)), Samples.target("p", OPUS_5_5)));
        List<JsonNode> marks = body.findValues("cache_control");
        assertThat(marks).hasSize(4);
        assertThat(marks).noneMatch(m -> m.has("ttl"));
        assertThat(body.has("cache_control")).isFalse();
    }

    @Test
    void pitfall53ClientsWithoutMarksGetAutomaticCaching() {
        String once = "{'model':'m','messages':[" + USER + "]";
        assertThat(body(once + "}", OPUS_5_5).has("cache_control")).isFalse();
        assertThat(body(once + TOOLS + "}", OPUS_5_5).at("/cache_control/type").asText())
                .isEqualTo("ephemeral");
        assertThat(body(once + TOOLS + ",'prompt_cache_options':{'mode':'explicit'}}", OPUS_5_5)
                        .has("cache_control"))
                .isFalse();
    }

    @Test
    void pitfall56StructuredOutputUsesTheFormatAndASupportedSchema() {
        JsonNode body = body(
                "{'model':'m','messages':[" + USER
                        + "],'response_format':{'type':'json_schema','json_schema':{'name':'r','schema':{'type':'object','properties':{'n':{'type':'integer','minimum':1},'enum':{'type':'string'}}}}}}",
                OPUS_5_5);
        JsonNode schema = body.at("/output_config/format/schema");
        assertThat(body.has("tools")).isFalse();
        assertThat(schema.path("additionalProperties").isBoolean()).isTrue();
        assertThat(schema.at("/properties/n").has("minimum")).isFalse();
        assertThat(schema.at("/properties/n/description").asText()).isEqualTo("(minimum: 1)");
        assertThat(schema.at("/properties/enum/type").asText()).isEqualTo("string");
    }

    @Test
    void pitfall57TheCapIsTheOneThatCreditWasReservedFor() {
        String chat = "{'model':'m','messages':[" + USER + "]}";
        assertThat(body(chat, OPUS_5_5).path("max_tokens").asInt()).isEqualTo(4096);
        assertThat(body(chat.replace("]}", "],'max_completion_tokens':9}"), OPUS_5_5)
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-sonnet-4-5 | 'reasoning_effort':'low' | enabled | 2048 | ",
                "claude-sonnet-4-5 | 'reasoning_effort':'high' | enabled | 4095 | ",
                "claude-sonnet-4-6 | 'reasoning_effort':'xhigh' | adaptive | | high",
                "claude-opus-5-5 | 'reasoning_effort':'minimal' | adaptive | | low",
                "claude-opus-5-5 | 'reasoning_effort':'none' | | | low",
                "claude-opus-4-7 | 'reasoning_effort':'none' | disabled | | ",
                "claude-sonnet-4-5 | 'reasoning_effort':'low','tool_choice':'required' | | | "
            })
    void effortFollowsTheModelsFamily(String model, String field, String type, Integer budget, String effort) {
        JsonNode body = body("{'model':'m','messages':[" + USER + "]," + field + TOOLS + "}", model);
        assertThat(body.at("/thinking/type").asText()).isEqualTo(type == null ? "" : type);
        assertThat(body.at("/thinking/budget_tokens").asInt()).isEqualTo(budget == null ? 0 : budget);
        assertThat(body.at("/output_config/effort").asText()).isEqualTo(effort == null ? "" : effort);
    }

    @Test
    void samplingReachesOldModelsByTheOldVersionAndIsDroppedElsewhere() {
        String chat = "{'model':'m','messages':[" + USER + "],'temperature':1.5,'top_p':0.5,'seed':7}";
        EncodedRequest old = encode(chat, SONNET_4_5);
        assertThat(old.headers()).containsEntry("anthropic-version", "2023-06-01");
        assertThat(tree(old).path("temperature").asInt()).isEqualTo(1);
        assertThat(tree(old).has("top_p")).isFalse();
        assertThat(warnings.entries())
                .contains("temperature;clamped-to-1", "top_p;temperature-kept", "seed;unsupported");
        EncodedRequest modern = encode(chat, OPUS_5_5);
        assertThat(modern.headers()).containsEntry("anthropic-version", "2026-10-21");
        assertThat(tree(modern).has("temperature")).isFalse();
        assertThat(warnings.entries()).contains("temperature;unsupported");
    }

    @Test
    void whatCannotBeSaidIsRefusedByName() {
        assertThatThrownBy(() -> body("{'model':'m','messages':[" + USER + "],'n':2}", OPUS_5_5))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith("n:");
        String http =
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://e.org/a.png'}}]}]}";
        assertThatThrownBy(() -> body(http, OPUS_5_5)).hasMessageContaining("https");
    }

    @Test
    void imagesAreCleanedOfPrefixesAndLineBreaks() {
        JsonNode body = body(
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/jpg;base64,AAAA\\nBBBB'}}]}]}",
                OPUS_5_5);
        assertThat(body.at("/messages/0/content/0/source/media_type").asText()).isEqualTo("image/jpeg");
        assertThat(body.at("/messages/0/content/0/source/data").asText()).isEqualTo("AAAABBBB");
    }

    @Test
    void aConversationThatBeginsWithTheAssistantGetsAUserTurn() {
        JsonNode body = body("{'model':'m','messages':[{'role':'assistant','content':'A'}," + USER + "]}", OPUS_5_5);
        assertThat(body.at("/messages/0/content/0/text").asText()).isEqualTo("(start)");
        assertThat(warnings.entries()).contains("messages;user-turn-inserted");
    }

    private static InferenceRequest reasoned(String signature, String data) {
        return conversation(
                new Message(Message.Role.USER, List.of(ContentPart.Text.of("Hi"))),
                new Message(
                        Message.Role.ASSISTANT,
                        List.of(
                                new ContentPart.Thinking("hm", signature),
                                new ContentPart.RedactedThinking(data),
                                ContentPart.Text.of("Hello"))),
                new Message(Message.Role.USER, List.of(ContentPart.Text.of("Why?"))));
    }

    private static InferenceRequest conversation(Message... messages) {
        InferenceRequest r = Samples.request();
        return new InferenceRequest(
                r.model(),
                r.system(),
                List.of(messages),
                r.tools(),
                null,
                null,
                null,
                r.stop(),
                r.sampling(),
                Reasoning.UNSPECIFIED,
                r.format(),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                1,
                null,
                Map.of());
    }

    private EncodedRequest encode(String chat, String model) {
        byte[] body = chat.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        InferenceRequest request =
                Dialects.client(DialectId.OPENAI_CHAT).requests().decode(body, Map.of(), warnings);
        return encode(request, Samples.target("p", model));
    }

    private EncodedRequest encode(InferenceRequest request, TargetContext target) {
        return AnthropicDialect.create().requests().encode(request, target, warnings);
    }

    private JsonNode body(String chat, String model) {
        return tree(encode(chat, model));
    }

    private static JsonNode tree(EncodedRequest encoded) {
        try {
            return Json.mapper().readTree(encoded.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
