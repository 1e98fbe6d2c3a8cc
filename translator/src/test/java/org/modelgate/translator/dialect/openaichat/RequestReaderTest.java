package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modelgate.translator.dialect.openaichat.Fixtures.CARRIERS;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.CacheMark;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.StrictSchema;

class RequestReaderTest {
    private static final String HI = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private static final String TOOL =
            "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}";
    private static final String CALLS =
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                    + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}";
    private static final String RESULTS =
            "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"2\"}";

    private static InferenceRequest read(String body) {
        return new OpenAiChatRequestCodec().decode(body.getBytes(UTF_8), Map.of(), new Warnings());
    }

    private static InferenceRequest with(String members) {
        return read("{\"model\":\"m\",\"messages\":[" + HI + "]" + (members.isEmpty() ? "" : "," + members) + "}");
    }

    private static InferenceRequest conversation(String... messages) {
        return read("{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]}");
    }

    private static JsonNode forClaude(String body, String model) {
        TargetContext target = new TargetContext("claude", model, 100L, Map.of(), CARRIERS);
        return Fixtures.json(Dialects.get(DialectId.ANTHROPIC_MESSAGES)
                .requests()
                .encode(read(body), target, new Warnings())
                .body());
    }

    @Test
    void leadingSystemMessagesAreTheSystemPromptAndLaterOnesKeepTheirPlace() {
        InferenceRequest request = conversation(
                "{\"role\":\"developer\",\"content\":\"a\"}",
                "{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"b\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]}",
                HI,
                "{\"role\":\"developer\",\"content\":\"late\"}");

        assertThat(request.system())
                .containsExactly(ContentPart.Text.of("a"), new ContentPart.Text("b", CacheMark.ONE_HOUR, null));
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Message.Role.USER, Message.Role.SYSTEM);
    }

    @Test
    void pitfall12ResultsOfOneTurnAreOneUserMessage() {
        InferenceRequest request = conversation(HI, CALLS, RESULTS, "{\"role\":\"user\",\"content\":\"and?\"}");

        assertThat(request.messages().get(2))
                .isEqualTo(Fixtures.user(
                        Fixtures.result("a", Fixtures.text("1")), Fixtures.result("b", Fixtures.text("2"))));
        JsonNode claude = forClaude(
                "{\"model\":\"m\",\"tools\":[" + TOOL + "],\"messages\":[" + HI + "," + CALLS + "," + RESULTS
                        + ",{\"role\":\"user\",\"content\":\"and?\"}]}",
                "claude-opus-4-8");
        assertThat(claude.at("/messages/2/content").findValuesAsText("type")).startsWith("tool_result", "tool_result");
        assertThat(claude.path("messages")).hasSize(3);
    }

    @Test
    void pitfall11And15EmptyTextsAndArgumentsDoNotFailTheHistory() {
        JsonNode claude = forClaude(
                "{\"model\":\"m\",\"tools\":[" + TOOL
                        + "],\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\" \"},{\"type\":\"text\",\"text\":\"go\"}]},"
                        + "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{oops\"}},{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]},"
                        + RESULTS + "]}",
                "claude-opus-4-8");

        assertThat(claude.at("/messages/0/content").toString()).doesNotContain("\" \"");
        assertThat(claude.at("/messages/1/content/0/type").asText()).isEqualTo("tool_use");
        assertThat(claude.at("/messages/1/content/0/input/raw_arguments").asText())
                .isEqualTo("{oops");
        assertThat(claude.at("/messages/1/content/1/input")).isEmpty();
    }

    @Test
    void pitfall7ALateDeveloperMessageNeverChangesTheSystemPrompt() {
        String start = "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"}," + HI;
        JsonNode before = forClaude(start + "]}", "claude-opus-4-8");
        JsonNode after = forClaude(
                start + ",{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"developer\",\"content\":\"late\"},"
                        + HI + "]}",
                "claude-opus-4-8");

        assertThat(after.path("system")).isEqualTo(before.path("system"));
    }

    @Test
    void pitfall8AModelThatCannotBeForcedIsAskedInWords() {
        Warnings warnings = new Warnings();
        TargetContext target = new TargetContext("claude", "claude-opus-5-5", 100L, Map.of(), CARRIERS);
        JsonNode claude = Fixtures.json(Dialects.get(DialectId.ANTHROPIC_MESSAGES)
                .requests()
                .encode(with("\"tools\":[" + TOOL + "],\"tool_choice\":\"required\""), target, warnings)
                .body());

        assertThat(claude.at("/tool_choice/type").asText()).isEqualTo("auto");
        assertThat(warnings.entries()).anyMatch(entry -> entry.startsWith("tool_choice;"));
    }

    @Test
    void pitfall53CachingThatOpenAiDoesByItselfIsAskedForUnlessTheClientSaysExplicit() {
        String body = "{\"model\":\"m\",\"tools\":[" + TOOL + "],\"messages\":[" + HI + "]%s}";

        assertThat(forClaude(body.formatted(""), "claude-opus-4-8").toString()).contains("cache_control");
        assertThat(forClaude(body.formatted(",\"prompt_cache_options\":{\"mode\":\"explicit\"}"), "claude-opus-4-8")
                        .toString())
                .doesNotContain("cache_control");
    }

    @Test
    void pitfall23And28ReasoningComesBackByteForByteFromAChatClient() {
        String signature = CARRIERS.seal("thinking", "claude", "claude-opus-4-8", "EoUB+/=");
        String data = CARRIERS.seal("redacted", "claude", "claude-opus-4-8", "EmwK");
        String foreign = CARRIERS.seal("thinking", "other", "gpt", "X");
        JsonNode claude = forClaude(
                "{\"model\":\"m\",\"messages\":[" + HI
                        + ",{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning_content\":\"Let me\",\"reasoning_details\":["
                        + "{\"type\":\"reasoning.text\",\"text\":\"Let \",\"index\":0},{\"type\":\"reasoning.text\",\"text\":\"me\",\"index\":0},"
                        + "{\"type\":\"reasoning.text\",\"signature\":\"" + signature + "\",\"index\":0},"
                        + "{\"type\":\"reasoning.text\",\"text\":\"not ours\",\"signature\":\"" + foreign
                        + "\",\"index\":1},"
                        + "{\"type\":\"reasoning.encrypted\",\"data\":\"" + data + "\",\"index\":2}]}," + HI + "]}",
                "claude-opus-4-8");

        assertThat(claude.at("/messages/1/content"))
                .isEqualTo(
                        Fixtures.json(
                                "[{\"type\":\"thinking\",\"thinking\":\"Let me\",\"signature\":\"EoUB+/=\"},{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"},{\"type\":\"text\",\"text\":\"Hi\"}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"reasoning_content\":\"t\"|t|",
                "\"reasoning\":\"t\"|t|",
                "\"reasoning_content\":\"t\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"s\",\"index\":0}]|t|s",
                "\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}]|t|s",
                "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"\",\"signature\":\"s\"}]||s",
            })
    void readsReasoningInEveryForm(String member, String text, String signature) {
        InferenceRequest request = conversation(HI, "{\"role\":\"assistant\",\"content\":\"x\"," + member + "}", HI);

        assertThat(request.messages().get(1).parts().getFirst())
                .isEqualTo(new ContentPart.Thinking(text == null ? "" : text, signature));
    }

    @Test
    void readsEveryKindOfPart() {
        InferenceRequest request = conversation("""
                {"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:image/jpg;base64,AA\\nAA","detail":"low"},"prompt_cache_breakpoint":{"mode":"explicit","ttl":"12h"}},
                  {"type":"image_url","image_url":"https://e.org/a.png"},
                  {"type":"input_audio","input_audio":{"data":"BB","format":"wav"}},
                  {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,CC"}},
                  {"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;base64,aGk="}}]}
                """);

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new ContentPart.Image(new MediaSource.Base64("image/jpeg", "AAAA"), "low", CacheMark.ONE_HOUR),
                        new ContentPart.Image(new MediaSource.Url("https://e.org/a.png"), null, null),
                        new ContentPart.Audio("BB", "wav"),
                        new ContentPart.Document(
                                new MediaSource.Base64("application/pdf", "CC"), "a.pdf", null, false, null),
                        new ContentPart.Document(new MediaSource.PlainText("hi"), "a.txt", null, false, null));
    }

    @Test
    void deprecatedFunctionsAreTools() {
        InferenceRequest request = read("""
                {"model":"m","functions":[{"name":"f"}],"function_call":{"name":"f"},"messages":[
                 {"role":"user","content":"Hi"},
                 {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
                 {"role":"function","name":"f","content":"1"}]}
                """);

        assertThat(request.tools())
                .containsExactly(new Tool.Function("f", null, StrictSchema.NO_PARAMETERS, null, null));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(request.messages().get(1).parts()).containsExactly(Fixtures.call("call_fn_1", "f", "{}"));
        assertThat(request.messages().get(2).parts()).containsExactly(Fixtures.result("call_fn_1", Fixtures.text("1")));
    }

    @Test
    void readsToolsAndChoices() {
        String custom =
                "{\"type\":\"custom\",\"custom\":{\"name\":\"exec\",\"format\":{\"type\":\"grammar\",\"grammar\":{\"syntax\":\"lark\",\"definition\":\"x\"}}}}";
        String allowed =
                "\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}}";
        InferenceRequest request =
                with("\"tools\":[" + TOOL + "," + custom + "],\"parallel_tool_calls\":false," + allowed);

        assertThat(request.tools()).extracting(Tool::name).containsExactly("f", "exec");
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Allowed(List.of("f"), true));
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(with("\"tools\":[" + custom
                                + "],\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"exec\"}}")
                        .toolChoice())
                .isEqualTo(new ToolChoice.Named("exec"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|UNSPECIFIED||",
                "\"reasoning_effort\":null|UNSPECIFIED||",
                "\"reasoning_effort\":\"high\"|ADAPTIVE|high|",
                "\"reasoning_effort\":\"none\"|OFF|none|",
                "\"reasoning\":{\"effort\":\"low\"}|ADAPTIVE|low|",
                "\"reasoning\":{\"max_tokens\":5000}|BUDGET||5000",
                "\"reasoning\":{\"enabled\":false}|OFF||",
                "\"reasoning\":{\"enabled\":true}|ADAPTIVE||",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}|BUDGET||2000",
                "\"thinking\":{\"type\":\"disabled\"}|OFF||",
            })
    void readsReasoningControls(String member, Reasoning.Mode mode, String effort, Long budget) {
        assertThat(with(member == null ? "" : member).reasoning()).isEqualTo(new Reasoning(mode, effort, budget, null));
    }

    @Test
    void readsTheOtherFields() {
        InferenceRequest request = with(
                "\"max_tokens\":7,\"temperature\":1.5,\"stop\":\"x\",\"seed\":3,\"n\":2,\"logprobs\":true,\"top_logprobs\":2,\"user\":\"u\",\"prompt_cache_key\":\"k\","
                        + "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"verbosity\":\"low\",\"store\":true,\"x_new\":{\"a\":1},"
                        + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"b\":1,\"a\":2},\"strict\":true}}");

        assertThat(request.maxOutputTokens()).isEqualTo(7);
        assertThat(request.sampling().temperature()).isEqualTo(new BigDecimal("1.5"));
        assertThat(request.stop()).containsExactly("x");
        assertThat(request.choices()).isEqualTo(2);
        assertThat(request.logprobsJson()).isEqualTo("{\"logprobs\":true,\"top_logprobs\":2}");
        assertThat(request.userId()).isEqualTo("u");
        assertThat(request.cacheKey()).isEqualTo("k");
        assertThat(request.includeUsage()).isTrue();
        assertThat(request.format()).isEqualTo(new OutputFormat.JsonSchema("n", null, "{\"b\":1,\"a\":2}", true));
        assertThat(request.extras()).containsOnlyKeys("store", "x_new").containsEntry("x_new", "{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"temperature\":2.1|temperature",
                "\"top_p\":\"x\"|top_p",
                "\"n\":0|n",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]|stop",
                "\"stop\":[1]|stop[0]",
                "\"top_logprobs\":3|top_logprobs",
                "\"reasoning_effort\":\"much\"|reasoning_effort",
                "\"verbosity\":\"x\"|verbosity",
                "\"tool_choice\":\"auto\"|tool_choice",
                "\"tools\":{}|tools",
                "\"tools\":[{\"type\":\"function\",\"function\":{}}]|tools[0].function.name",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}]|tools[0].function.parameters",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}|tool_choice.function.name",
                "\"response_format\":{\"type\":\"xml\"}|response_format.type",
                "\"response_format\":{\"type\":\"json_schema\"}|response_format.json_schema",
                "\"modalities\":[\"text\",\"audio\"]|modalities[1]",
                "\"audio\":{\"voice\":\"x\"}|audio",
                "\"moderation\":{\"policy\":{\"input\":{\"mode\":\"block\"}}}|moderation.policy.input.mode",
            })
    void refusesAWrongFieldByItsPath(String member, String path) {
        assertInvalid(() -> with(member), path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"robot\",\"content\":\"x\"}|messages[1].role",
                "{\"content\":\"x\"}|messages[1].role",
                "{\"role\":\"user\",\"content\":null}|messages[1].content",
                "{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}|messages[1].content[0].type",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}|messages[1].content[0].text",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"ftp://x\"}}]}|messages[1].content[0].image_url.url",
                "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}]}|messages[1].content[0].file.file_id",
                "{\"role\":\"tool\",\"tool_call_id\":\"zz\",\"content\":\"x\"}|messages[1].tool_call_id",
                "{\"role\":\"assistant\",\"content\":null}|messages[1].content",
                "{\"role\":\"assistant\",\"audio\":{\"id\":\"a\"}}|messages[1].audio",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}|messages[1]",
                "{\"role\":\"system\",\"content\":[{\"type\":\"image_url\",\"image_url\":\"https://x\"}]}|messages[1].content",
                "7|messages[1]",
            })
    void refusesAWrongMessageByItsPath(String message, String path) {
        assertInvalid(() -> conversation(HI, message), path);
    }

    private static void assertInvalid(ThrowingCallable call, String path) {
        assertThatThrownBy(call).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().param()).isEqualTo(path);
        });
    }
}
