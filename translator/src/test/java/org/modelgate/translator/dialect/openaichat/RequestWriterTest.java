package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modelgate.translator.dialect.openaichat.Fixtures.CARRIERS;
import static org.modelgate.translator.dialect.openaichat.Fixtures.WEATHER;
import static org.modelgate.translator.dialect.openaichat.Fixtures.assistant;
import static org.modelgate.translator.dialect.openaichat.Fixtures.call;
import static org.modelgate.translator.dialect.openaichat.Fixtures.encoded;
import static org.modelgate.translator.dialect.openaichat.Fixtures.json;
import static org.modelgate.translator.dialect.openaichat.Fixtures.result;
import static org.modelgate.translator.dialect.openaichat.Fixtures.text;
import static org.modelgate.translator.dialect.openaichat.Fixtures.user;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

class RequestWriterTest {
    private static Fixtures.Request request() {
        return new Fixtures.Request();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5, developer, max_completion_tokens",
        "openai/gpt-6-sol, developer, max_completion_tokens",
        "gpt-4o, system, max_completion_tokens",
        "deepseek-v4-pro, system, max_tokens",
        "llama-4, system, max_tokens",
    })
    void roleOfTheSystemPromptAndNameOfTheCapFollowTheModel(String model, String role, String cap) {
        JsonNode body = encoded(
                request()
                        .system(ContentPart.Text.of("a"), ContentPart.Text.of("b"))
                        .build(),
                model);

        assertThat(body.at("/messages/0")).isEqualTo(json("{\"role\":\"" + role + "\",\"content\":\"a\\n\\nb\"}"));
        assertThat(body.path(cap).asLong()).isEqualTo(100);
    }

    @Test
    void aLateSystemMessageKeepsItsPlace() {
        Message late = new Message(Message.Role.SYSTEM, List.of(text("late")));
        JsonNode body = encoded(
                request()
                        .messages(user("a"), late, assistant(text("b")), user("c"))
                        .build(),
                "gpt-5");

        assertThat(body.path("messages").findValuesAsText("role"))
                .containsExactly("user", "developer", "assistant", "user");
    }

    @Test
    void pitfall6TheSameTurnHasTheSameBytesAndTheNextOneBeginsWithThem() {
        Message[] turn = {user("a"), assistant(text("b"), call("toolu_1", "weather", "{\"city\":\"é\"}"))};
        Message[] next = {turn[0], turn[1], user(result("toolu_1", text("sunny")))};
        TargetContext target = new TargetContext("gpt", "gpt-5", 100L, Map.of(), CARRIERS);
        OpenAiChatRequestCodec codec = new OpenAiChatRequestCodec();
        InferenceRequest first = request().tools(WEATHER).messages(turn).build();

        String once = new String(codec.encode(first, target, new Warnings()).body(), UTF_8);
        String again = new String(codec.encode(first, target, new Warnings()).body(), UTF_8);
        String longer = new String(
                codec.encode(request().tools(WEATHER).messages(next).build(), target, new Warnings())
                        .body(),
                UTF_8);

        assertThat(again).isEqualTo(once);
        assertThat(longer).startsWith(once.substring(0, once.length() - "]}".length()));
    }

    @Test
    void pitfall10EmptyListsAndChoicesWithoutToolsAreNeverSent() {
        JsonNode body = encoded(
                request()
                        .choice(new ToolChoice.Auto())
                        .parallel(false)
                        .messages(user("a"), assistant(text("b")), user("c"))
                        .build(),
                "gpt-5");

        assertThat(body.has("tools")).isFalse();
        assertThat(body.has("tool_choice")).isFalse();
        assertThat(body.has("parallel_tool_calls")).isFalse();
        assertThat(body.at("/messages/1").has("tool_calls")).isFalse();
    }

    @Test
    void pitfall13ImagesOfResultsFollowAllToolMessages() {
        ContentPart image = new ContentPart.Image(new MediaSource.Base64("image/png", "AAAA"), null, null);
        JsonNode body = encoded(
                request()
                        .messages(
                                user("a"),
                                assistant(call("t1", "weather", "{}"), call("t2", "weather", "{}")),
                                user(result("t1", text("see"), image)),
                                user(result("t2", text("x"), text("y")), text("and?")))
                        .build(),
                "gpt-5");

        assertThat(body.path("messages").findValuesAsText("role"))
                .containsExactly("user", "assistant", "tool", "tool", "user");
        assertThat(body.at("/messages/1").has("content")).isFalse();
        assertThat(body.at("/messages/3/content").asText()).isEqualTo("x\ny");
        assertThat(body.at("/messages/4/content"))
                .isEqualTo(
                        json(
                                "[{\"type\":\"text\",\"text\":\"Image from tool call t1:\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}},{\"type\":\"text\",\"text\":\"and?\"}]"));
    }

    @Test
    void pitfall14AFailedToolIsSeen() {
        JsonNode body = encoded(
                request()
                        .messages(
                                user("a"),
                                assistant(call("t1", "weather", "{}"), call("t2", "weather", "{}")),
                                user(
                                        new ContentPart.ToolResult("t1", List.of(text("no such city")), true, null),
                                        new ContentPart.ToolResult("t2", List.of(), true, null)))
                        .build(),
                "gpt-5");

        assertThat(body.at("/messages/2/content").asText()).isEqualTo("[tool error] no such city");
        assertThat(body.at("/messages/3/content").asText()).isEqualTo("[tool error]");
    }

    @Test
    void pitfall17LongToolNamesAreFittedEverywhereAlike() {
        String name = "mcp__files__" + "y".repeat(60);
        JsonNode body = encoded(
                request()
                        .tools(Fixtures.function(name))
                        .choice(new ToolChoice.Named(name))
                        .messages(user("a"), assistant(call("t", name, "{}")), user(result("t")))
                        .build(),
                "gpt-5");

        String fitted = body.at("/tools/0/function/name").asText();
        assertThat(fitted).hasSizeLessThanOrEqualTo(64);
        assertThat(body.at("/tool_choice/function/name").asText()).isEqualTo(fitted);
        assertThat(body.at("/messages/1/tool_calls/0/function/name").asText()).isEqualTo(fitted);
    }

    @ParameterizedTest
    @CsvSource({"gpt-5, 40", "mistral-large, 9"})
    void pitfall18LongCallIdsStayPaired(String model, int max) {
        String id = "toolu_" + "z".repeat(77);
        JsonNode body = encoded(
                request()
                        .messages(user("a"), assistant(call(id, "weather", "{}")), user(result(id, text("x"))))
                        .build(),
                model);

        assertThat(body.at("/messages/1/tool_calls/0/id").asText())
                .hasSizeLessThanOrEqualTo(max)
                .isEqualTo(body.at("/messages/2/tool_call_id").asText());
    }

    @Test
    void pitfall20AHostedToolIsDroppedWithAWarningUnlessItIsNeeded() {
        Tool search = new Tool.Native(DialectId.ANTHROPIC_MESSAGES, "web_search_20250305", "web_search", "{}");
        Warnings warnings = new Warnings();

        JsonNode body = encoded(request().tools(search, WEATHER).build(), "gpt-5", warnings);

        assertThat(body.path("tools")).hasSize(1);
        assertThat(warnings.entries()).containsExactly("tools.web_search;unsupported");
        assertThatThrownBy(() -> encoded(request().tools(search).build(), "gpt-5"))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> encoded(
                        request()
                                .tools(search, WEATHER)
                                .choice(new ToolChoice.Named("web_search"))
                                .build(),
                        "gpt-5"))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void strictIsOnlyAskedForWhereTheSchemaConforms() {
        String conforming =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],\"additionalProperties\":false}";
        String optional =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}";
        Warnings warnings = new Warnings();
        JsonNode body = encoded(
                request()
                        .tools(
                                new Tool.Function("a", null, conforming, true, null),
                                new Tool.Function("b", null, optional, true, null),
                                new Tool.Function("c", null, optional, null, null),
                                new Tool.Function("d", null, "{\"properties\":{}}", null, null))
                        .build(),
                "gpt-4o",
                warnings);

        assertThat(body.at("/tools/0/function/strict").asBoolean()).isTrue();
        assertThat(body.at("/tools/1/function/strict").asBoolean(true)).isFalse();
        assertThat(body.at("/tools/2/function").has("strict")).isFalse();
        assertThat(body.at("/tools/3/function/parameters/type").asText()).isEqualTo("object");
        assertThat(warnings.entries()).containsExactly("tools.b.strict;unsupported");
    }

    @Test
    void structuredOutputIsNativeAndStrictWherePossible() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"z\":{\"type\":\"string\"},\"a\":{\"type\":\"string\"}},\"required\":[\"a\",\"z\"],\"additionalProperties\":false}";
        OutputFormat format = new OutputFormat.JsonSchema(null, null, schema, null);

        JsonNode openAi = encoded(request().format(format).build(), "gpt-5").path("response_format");
        JsonNode other = encoded(request().format(format).build(), "llama-4").path("response_format");

        assertThat(openAi.toString())
                .isEqualTo("{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"response\",\"schema\":" + schema
                        + ",\"strict\":true}}");
        assertThat(other.at("/json_schema").has("strict")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gpt-5.5, high, false, high, -",
                "gpt-5.5, high, true, none, reasoning_effort;none-with-tools",
                "gpt-5.6-sol, -, true, none, reasoning_effort;none-with-tools",
                "gpt-5.4-mini, none, true, none, -",
                "gpt-5.2, high, true, high, -",
                "gpt-5, xhigh, false, high, reasoning_effort;approximated",
                "gpt-5, none, false, minimal, reasoning_effort;approximated",
                "o3, minimal, false, low, reasoning_effort;approximated",
                "gpt-4o, high, false, -, reasoning_effort;unsupported",
                "gpt-4o, none, false, -, -",
                "gpt-6-sol, max, true, max, -",
                "llama-4, high, false, -, reasoning_effort;unsupported",
                "deepseek-v4-pro, xhigh, false, max, reasoning_effort;approximated",
                "mistral-medium, medium, false, high, reasoning_effort;approximated",
            })
    void effortFollowsTheModel(String model, String asked, boolean tools, String sent, String warning) {
        Warnings warnings = new Warnings();
        Fixtures.Request request = asked == null ? request() : request().effort(asked);
        if (Objects.equals(asked, "none")) {
            request.reasoning(new Reasoning(Reasoning.Mode.OFF, null, null, null));
        }

        JsonNode body = encoded((tools ? request.tools(WEATHER) : request).build(), model, warnings);

        assertThat(body.path("reasoning_effort").asText(null)).isEqualTo(sent);
        assertThat(warnings.entries()).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @ParameterizedTest
    @CsvSource({"1024, low", "2048, medium", "8192, high", "24576, xhigh"})
    void aBudgetBecomesAnEffort(long budget, String effort) {
        Reasoning reasoning = new Reasoning(Reasoning.Mode.BUDGET, null, budget, null);

        assertThat(encoded(request().reasoning(reasoning).build(), "gpt-5.2")
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo(effort);
    }

    @Test
    void deepSeekIsSwitchedOffInItsOwnWay() {
        Reasoning off = new Reasoning(Reasoning.Mode.OFF, null, null, null);

        assertThat(encoded(request().reasoning(off).build(), "deepseek-v4-pro").path("thinking"))
                .isEqualTo(json("{\"type\":\"disabled\"}"));
    }

    @Test
    void reasoningModelsGetNoSamplingAndNoStop() {
        Sampling sampling = new Sampling(new BigDecimal("0.7"), BigDecimal.ONE, 40L, null, null, null, null);
        Warnings warnings = new Warnings();

        JsonNode reasoning = encoded(request().sampling(sampling).stop("x").build(), "gpt-5", warnings);
        JsonNode classic = encoded(
                request().sampling(sampling).stop("1", "2", "3", "4", "5").build(), "gpt-4o");

        assertThat(reasoning.has("temperature")).isFalse();
        assertThat(reasoning.has("stop")).isFalse();
        assertThat(warnings.entries())
                .containsExactly("temperature;unsupported", "top_k;unsupported", "stop_sequences;emulated");
        assertThat(classic.path("temperature").asText()).isEqualTo("0.7");
        assertThat(classic.path("stop")).hasSize(4);
    }

    @Test
    void pitfall59DeepSeekAlwaysGetsReasoningOnCalls() {
        String own = CARRIERS.seal("none", "gpt", "deepseek-v4-pro", "");
        Message[] messages = {
            user("a"),
            assistant(call("t1", "weather", "{}")),
            user(result("t1")),
            assistant(new ContentPart.Thinking("hm", own), call("t2", "weather", "{}")),
            user(result("t2")),
            assistant(new ContentPart.Thinking("claude's", "EoUB"), call("t3", "weather", "{}")),
            user(result("t3"))
        };

        JsonNode v4 = encoded(request().messages(messages).build(), "deepseek-v4-pro");
        JsonNode r1 = encoded(request().messages(messages).build(), "deepseek-reasoner");

        assertThat(v4.path("messages").findValuesAsText("reasoning_content")).containsExactly("", "hm", "");
        assertThat(r1.toString()).doesNotContain("reasoning_content");
    }

    @Test
    void pitfall25ReasoningOfAnotherProviderOrTenantIsNeverSent() {
        String ours = CARRIERS.seal("thinking", "gpt", "llama-4", "sig");
        String other = CARRIERS.seal("thinking", "elsewhere", "llama-4", "sig");
        JsonNode body = encoded(
                request()
                        .messages(
                                user("a"),
                                assistant(
                                        new ContentPart.Thinking("kept", ours),
                                        new ContentPart.Thinking("foreign", other),
                                        new ContentPart.Thinking("native", "EoUB"),
                                        new ContentPart.RedactedThinking("EmwK"),
                                        text("b")),
                                user("c"))
                        .build(),
                "llama-4");

        assertThat(body.at("/messages/1/reasoning_details"))
                .isEqualTo(json("[{\"type\":\"reasoning.text\",\"text\":\"kept\",\"signature\":\"sig\",\"index\":0}]"));
        assertThat(body.toString())
                .doesNotContain("foreign")
                .doesNotContain("native")
                .doesNotContain("EmwK");
        assertThat(encoded(
                                request()
                                        .messages(
                                                user("a"), assistant(new ContentPart.Thinking("kept", ours)), user("c"))
                                        .build(),
                                "gpt-5")
                        .path("messages"))
                .hasSize(2);
    }

    @Test
    void cacheMarksAreBreakpointsOnTheLatestThreeWhereTheModelTakesThem() {
        ContentPart.Text marked = new ContentPart.Text("m", CacheMark.FIVE_MINUTES, null);
        InferenceRequest request = request()
                .system(ContentPart.Text.of("s"), marked)
                .messages(
                        user(marked),
                        assistant(marked, call("t", "weather", "{}")),
                        user(new ContentPart.ToolResult("t", List.of(text("r")), false, CacheMark.ONE_HOUR), marked))
                .build();

        JsonNode body = encoded(request, "gpt-5.6-sol");

        String breakpoint = "{\"type\":\"text\",\"text\":\"%s\",\"prompt_cache_breakpoint\":{\"mode\":\"explicit\"}}";
        assertThat(body.at("/messages/0/content/1").has("prompt_cache_breakpoint"))
                .isFalse();
        assertThat(body.at("/messages/1/content")).isEqualTo(json("[" + breakpoint.formatted("m") + "]"));
        assertThat(body.at("/messages/2/content").asText()).isEqualTo("m");
        assertThat(body.at("/messages/3/content")).isEqualTo(json("[" + breakpoint.formatted("r") + "]"));
        assertThat(body.at("/messages/4/content")).isEqualTo(json("[" + breakpoint.formatted("m") + "]"));
        assertThat(encoded(request, "gpt-5.2").toString()).doesNotContain("cache");
    }

    @Test
    void documentsAndSearchResultsKeepTheirOrder() {
        ContentPart pdf = new ContentPart.Document(
                new MediaSource.Base64("application/pdf", "CC"), "Report", "from 2025", false, null);
        ContentPart plain = new ContentPart.Document(new MediaSource.PlainText("body"), "T", null, false, null);
        ContentPart found = new ContentPart.SearchResult("https://e.org", "E", List.of(text("x")), null);
        JsonNode body = encoded(
                request().messages(user(pdf, text("then"), plain, found)).build(), "gpt-5");

        assertThat(body.at("/messages/0/content")).isEqualTo(json("""
                                [{"type":"text","text":"from 2025"},
                                 {"type":"file","file":{"filename":"Report.pdf","file_data":"data:application/pdf;base64,CC"}},
                                 {"type":"text","text":"then"},{"type":"text","text":"T\\nbody"},{"type":"text","text":"E\\nhttps://e.org\\nx"}]
                                """));
        ContentPart byUrl =
                new ContentPart.Document(new MediaSource.Url("https://e.org/a.pdf"), null, null, false, null);
        assertThatThrownBy(() -> encoded(request().messages(user(byUrl)).build(), "gpt-5"))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void usageIsAskedForInStreams() {
        assertThat(encoded(request().stream().build(), "gpt-5").path("stream_options"))
                .isEqualTo(json("{\"include_usage\":true}"));
        assertThat(encoded(request().stream().build(), "mistral-large").has("stream_options"))
                .isFalse();
    }

    @Test
    void identityGoesToOpenAiOnlyAndNeverTooLong() {
        InferenceRequest request = request().userId("u".repeat(200)).build();

        assertThat(encoded(request, "gpt-5").path("safety_identifier").asText()).hasSize(64);
        assertThat(encoded(request, "llama-4").has("safety_identifier")).isFalse();
    }
}
