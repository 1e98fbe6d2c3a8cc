package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/** What golden files can't show: sealed reasoning, prefixes of growing conversations, and refusals by path. */
class ResponsesRequestsTest {
    private static final String ITEM =
            "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Plan\"}],\"encrypted_content\":\"gAAA\"}";
    private static final TargetContext OPENAI = target("gpt", "gpt-5.6-sol", "acme");

    private final ResponsesRequestCodec codec = new ResponsesRequestCodec();

    private static TargetContext target(String provider, String model, String tenant) {
        return new TargetContext(provider, model, null, Map.of(), Samples.carriers(tenant));
    }

    private static String sealed(String kind, String payload) {
        return Samples.carriers("acme").seal(kind, "gpt", "gpt-5.6-sol", payload);
    }

    private InferenceRequest decode(String members) {
        return codec.decode(("{\"model\":\"m\"," + members + "}").getBytes(UTF_8), Map.of(), new Warnings());
    }

    private String encode(InferenceRequest request, TargetContext target) {
        return new String(codec.encode(request, target, new Warnings()).body(), UTF_8);
    }

    private JsonNode input(List<ContentPart> assistant, TargetContext target) throws IOException {
        InferenceRequest base = Samples.request(Samples.tool("f"));
        List<Message> messages = List.of(
                base.messages().getFirst(),
                new Message(Message.Role.ASSISTANT, assistant),
                new Message(
                        Message.Role.USER,
                        List.of(new ContentPart.ToolResult(
                                "call_1", List.of(ContentPart.Text.of("ok")), false, null))));
        return Json.mapper().readTree(encode(with(base, messages), target)).path("input");
    }

    private static InferenceRequest with(InferenceRequest r, List<Message> messages) {
        return new InferenceRequest(
                r.model(),
                r.system(),
                messages,
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                r.maxOutputTokens(),
                r.stop(),
                r.sampling(),
                r.reasoning(),
                r.format(),
                r.verbosity(),
                r.automaticCache(),
                r.serviceTier(),
                r.userId(),
                r.cacheKey(),
                r.stream(),
                r.includeUsage(),
                r.choices(),
                r.logprobsJson(),
                r.extras());
    }

    private static ContentPart call() {
        return new ContentPart.ToolCall("call_1", "f", "{}", null);
    }

    @Test
    @DisplayName("pitfall 27: a provider's own reasoning comes back to it with its id, in front of what it led to")
    void ownReasoningIsRestored() throws IOException {
        JsonNode shown = input(List.of(new ContentPart.Thinking("Plan", sealed("thinking", ITEM)), call()), OPENAI);
        JsonNode hidden = input(List.of(new ContentPart.RedactedThinking(sealed("redacted", ITEM)), call()), OPENAI);

        assertThat(shown.get(1)).isEqualTo(Json.mapper().readTree(ITEM));
        assertThat(shown.get(2).path("type").asText()).isEqualTo("function_call");
        assertThat(shown.get(2).has("id")).as("item ids are never sent").isFalse();
        assertThat(hidden).isEqualTo(shown);
    }

    @Test
    @DisplayName("pitfall 24, pitfall 25: reasoning of another provider, model, tenant or of none is dropped")
    void foreignReasoningIsDropped() throws IOException {
        ContentPart own = new ContentPart.Thinking("Plan", sealed("thinking", ITEM));
        for (TargetContext other : List.of(
                target("other", "gpt-5.6-sol", "acme"),
                target("gpt", "gpt-6-sol", "acme"),
                target("gpt", "gpt-5.6-sol", "globex"))) {
            assertThat(input(List.of(own, call()), other).get(1).path("type").asText())
                    .isEqualTo("function_call");
        }
        for (ContentPart foreign : List.of(
                new ContentPart.Thinking("hm", "EqQBCgIYAhIM"),
                new ContentPart.Thinking("hm", null),
                new ContentPart.Thinking("hm", sealed("thinking", "EqQB")),
                new ContentPart.RedactedThinking("EmwK"))) {
            assertThat(input(List.of(foreign, call()), OPENAI).findValuesAsText("type"))
                    .doesNotContain("reasoning");
        }
    }

    @Test
    void reasoningThatLedToNothingIsNotSent() throws IOException {
        ContentPart thought = new ContentPart.Thinking("Plan", sealed("thinking", ITEM));

        JsonNode input = input(List.of(call(), thought), OPENAI);

        assertThat(input.findValuesAsText("type")).doesNotContain("reasoning");
    }

    @Test
    @DisplayName("pitfall 23, pitfall 27, pitfall 28: Claude's reasoning survives a Responses client byte for byte")
    void anotherProvidersReasoningComesBackToIt() throws IOException {
        String thinking = Samples.carriers("acme").seal("thinking", "claude", "claude-opus-4-8", "SIG/1+=");
        String redacted = Samples.carriers("acme").seal("redacted", "claude", "claude-opus-4-8", "DATA");
        InferenceRequest request = decode("\"input\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}],\"content\":null,\"encrypted_content\":\""
                + thinking + "\"},"
                + "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[],\"encrypted_content\":\"" + thinking + "\"},"
                + "{\"type\":\"reasoning\",\"id\":\"rs_3\",\"summary\":[],\"encrypted_content\":\"" + redacted + "\"},"
                + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"ok\"}],"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]");

        byte[] body = Dialects.get(DialectId.ANTHROPIC_MESSAGES)
                .requests()
                .encode(request, target("claude", "claude-opus-4-8", "acme"), new Warnings())
                .body();
        JsonNode content = Json.mapper().readTree(body).at("/messages/1/content");

        assertThat(content.get(0).path("thinking").asText()).isEqualTo("hm");
        assertThat(content.get(0).path("signature").asText()).isEqualTo("SIG/1+=");
        assertThat(content.get(1).path("thinking").asText("absent")).isEmpty();
        assertThat(content.get(1).path("signature").asText()).isEqualTo("SIG/1+=");
        assertThat(content.get(2).path("data").asText()).isEqualTo("DATA");
        assertThat(content.get(3).path("type").asText()).isEqualTo("tool_use");
    }

    @Property(tries = 150)
    @Label("pitfall 6: the same conversation has the same bytes, and a longer one begins with them")
    void aGrowingConversationKeepsItsPrefix(@ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3) Integer> turns) {
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(Message.Role.USER, List.of(ContentPart.Text.of("go"))));
        InferenceRequest base = Samples.request(Samples.tool("f"), new Tool.Custom("c", null, null));
        String before = encode(with(base, messages), OPENAI);
        for (int i = 0; i < turns.size(); i++) {
            messages.addAll(turn(turns.get(i), i));
            String now = encode(with(base, messages), OPENAI);
            assertThat(encode(with(base, messages), OPENAI)).isEqualTo(now);
            assertThat(now).startsWith(before.substring(0, before.length() - "]}".length()));
            before = now;
        }
    }

    private static List<Message> turn(int kind, int index) {
        String id = "toolu_" + index;
        return switch (kind) {
            case 0 ->
                List.of(
                        new Message(Message.Role.ASSISTANT, List.of(ContentPart.Text.of("é" + index))),
                        new Message(Message.Role.USER, List.of(ContentPart.Text.of("q" + index))));
            case 1 -> List.of(new Message(Message.Role.SYSTEM, List.of(ContentPart.Text.of("late" + index))));
            default ->
                List.of(
                        new Message(
                                Message.Role.ASSISTANT,
                                List.of(
                                        new ContentPart.Thinking("Plan", sealed("thinking", ITEM)),
                                        new ContentPart.ToolCall(
                                                id, kind == 2 ? "f" : "c", "{\"input\":\"x\"}", null))),
                        new Message(
                                Message.Role.USER,
                                List.of(new ContentPart.ToolResult(
                                        id, List.of(ContentPart.Text.of("r")), kind == 3, null))));
        };
    }

    @Test
    void halvesOfSurrogatePairsDontBreakTheBody() throws IOException {
        InferenceRequest request =
                decode("\"instructions\":\"\\ud83d\",\"input\":[{\"role\":\"user\",\"content\":\"a\\ud83d\"},"
                        + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\\ude00\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"\\ud83d\"}]");

        JsonNode body = Json.mapper().readTree(encode(request, OPENAI));

        assertThat(body.path("instructions").asText()).isEqualTo("\uFFFD");
        assertThat(body.at("/input/2/output").asText()).isEqualTo("\uFFFD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input\":[]|input",
                "\"input\":[{\"role\":\"tool\",\"content\":\"a\"}]|input[0].role",
                "\"input\":[{\"role\":\"user\"}]|input[0].content",
                "\"input\":[{\"role\":\"developer\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"https://e.org\"}]}]|input[0].content",
                "\"input\":[{\"type\":\"dance\"}]|input[0].type",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\"}]}]|input[0].content[0].text",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"ftp://e\"}]}]|input[0].content[0].image_url",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]|input[0].content[0].file_data",
                "\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"\"}]|input[0].call_id",
                "\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"arguments\":\"\"}]|input[0].name",
                "\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\"}]|input[0].arguments",
                "\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\"},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\"}]|input[1].call_id",
                "\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\"}]|input[0].output",
                "\"input\":[{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"f\"}]|input[0].input",
                "\"input\":\"a\",\"tools\":[{\"type\":\"function\"}]|tools[0].name",
                "\"input\":\"a\",\"tools\":[{\"type\":\"dance\"}]|tools[0].type",
                "\"input\":\"a\",\"tools\":[{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":1}]}]|tools[0].tools[0].strict",
                "\"input\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":{\"type\":\"function\",\"name\":\"g\"}|tool_choice.name",
                "\"input\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":\"maybe\"|tool_choice",
                "\"input\":\"a\",\"tool_choice\":\"required\"|tool_choice",
                "\"input\":\"a\",\"temperature\":3|temperature",
                "\"input\":\"a\",\"top_logprobs\":21|top_logprobs",
                "\"input\":\"a\",\"text\":{\"format\":{\"type\":\"xml\"}}|text.format.type",
                "\"input\":\"a\",\"text\":{\"format\":{\"type\":\"json_schema\"}}|text.format.name",
                "\"input\":\"a\",\"text\":{\"verbosity\":\"loud\"}|text.verbosity",
                "\"input\":\"a\",\"reasoning\":{\"effort\":\"huge\"}|reasoning.effort",
                "\"input\":\"a\",\"reasoning\":\"high\"|reasoning",
                "\"input\":\"a\",\"truncation\":\"middle\"|truncation",
                "\"input\":\"a\",\"metadata\":{\"a\":1}|metadata.a",
                "\"input\":\"a\",\"prompt_cache_options\":{\"prewarm\":true}|prompt_cache_options.prewarm",
            })
    void refusesAWrongFieldByItsPath(String members, String param) {
        assertThatThrownBy(() -> decode(members)).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().param()).isEqualTo(param);
        });
    }

    @ParameterizedTest
    @CsvSource({"n", "stop", "seed", "logit_bias", "max_tokens", "messages"})
    void refusesAnUnknownFieldInTheApisWords(String name) {
        assertThatThrownBy(() -> decode("\"input\":\"a\",\"" + name + "\":1"))
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.error().message()).isEqualTo("Unknown parameter: '" + name + "'.");
                    assertThat(e.error().providerCode()).isEqualTo("unknown_parameter");
                });
    }

    @Test
    @DisplayName(
            "pitfall 21, pitfall 22: client_metadata and content null are accepted, and so is all else that Codex sends")
    void acceptsWhatCodexSends() {
        InferenceRequest request = decode(
                "\"input\":[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"content\":null,\"encrypted_content\":\"E\"},"
                        + "{\"type\":\"message\",\"role\":\"user\",\"content\":\"a\"}],\"client_metadata\":{\"a\":\"b\"},\"store\":false,"
                        + "\"include\":[\"reasoning.encrypted_content\"],\"tools\":[],\"parallel_tool_calls\":false,\"tool_choice\":\"auto\","
                        + "\"reasoning\":{\"effort\":null,\"summary\":\"auto\",\"context\":\"all_turns\"},\"text\":{\"verbosity\":\"low\"},\"prompt_cache_key\":\"k\"");

        assertThat(request.messages()).hasSize(1);
        assertThat(request.toolChoice()).isNull();
        assertThat(request.parallelToolCalls()).isNull();
        assertThat(request.cacheKey()).isEqualTo("k");
    }

    @Test
    void aLaterDefinitionOfAToolReplacesTheEarlierOneInItsPlace() {
        InferenceRequest request = decode(
                "\"tools\":[{\"type\":\"function\",\"name\":\"a\"},{\"type\":\"function\",\"name\":\"b\"}],"
                        + "\"input\":[{\"type\":\"additional_tools\",\"tools\":[{\"type\":\"function\",\"name\":\"a\",\"description\":\"new\"},{\"type\":\"function\",\"name\":\"c\"}]},{\"role\":\"user\",\"content\":\"x\"}]");

        assertThat(request.tools()).extracting(Tool::name).containsExactly("a", "b", "c");
        assertThat(((Tool.Function) request.tools().getFirst()).description()).isEqualTo("new");
    }
}
