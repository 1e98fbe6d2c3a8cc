package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.openai.OpenAiUsage;

class ChatPassthroughTest {
    private static final GatewayUsage CHARGE = new GatewayUsage(19, 5, 1_500, "p", false);

    private final ChatPassthrough passthrough = new ChatPassthrough();

    private String patch(String body, String model, long cap) {
        byte[] bytes = body.getBytes(UTF_8);
        return new String(passthrough.patch(bytes, new ChatBodyScanner().scan(bytes), model, cap), UTF_8);
    }

    @Test
    void replacesModelAndLeavesEveryOtherByte() {
        String body =
                " {\"messages\" : [ ],\n \"max_tokens\":7, \"x_unknown\":{\"b\":1.0,\"a\":1e5},\"model\":\"gpt-4o\" } ";

        assertThat(patch(body, "gpt-4o-2024\"x", 50)).isEqualTo(body.replace("\"gpt-4o\"", "\"gpt-4o-2024\\\"x\""));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5, max_completion_tokens",
        "gpt-4o, max_completion_tokens",
        "deepseek-v4-pro, max_tokens",
        "mistralai/mistral-large, max_tokens",
        "my-deployment, max_completion_tokens"
    })
    void setsACapWhereTheClientGaveNone(String model, String field) {
        assertThat(patch("{\"model\":\"m\",\"messages\":[]}", model, 99))
                .isEqualTo("{\"" + field + "\":99,\"model\":\"" + model + "\",\"messages\":[]}");
    }

    @Test
    void lowersTheClientsCapUnderItsOwnName() {
        assertThat(patch("{\"max_tokens\":500,\"model\":\"m\",\"messages\":[]}", "gpt-4o", 99))
                .isEqualTo("{\"max_tokens\":99,\"model\":\"gpt-4o\",\"messages\":[]}");
        assertThat(patch("{\"max_completion_tokens\":null,\"model\":\"m\",\"messages\":[]}", "gpt-5", 99))
                .isEqualTo("{\"max_completion_tokens\":99,\"model\":\"gpt-5\",\"messages\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.1, max_tokens, max_completion_tokens",
        "o3-mini, max_tokens, max_completion_tokens",
        "deepseek-v4-pro, max_completion_tokens, max_tokens",
        "mistral-large, max_completion_tokens, max_tokens",
        "gpt-4o, max_tokens, max_tokens",
        "my-deployment, max_tokens, max_tokens",
        "my-deployment, max_completion_tokens, max_completion_tokens"
    })
    void aCapGoesUnderTheNameThatAnAliasedModelTakes(String model, String given, String sent) {
        String body = "{\"model\":\"%s\",\"%s\" : 7,\"messages\":[]}";

        assertThat(patch(body.formatted("m", given), model, 50)).isEqualTo(body.formatted(model, sent));
        assertThat(patch(body.formatted("m", given), model, 5))
                .isEqualTo(body.formatted(model, sent).replace('7', '5'));
    }

    @Test
    void aCapKeepsItsNameWhereBothNamesStand() {
        String body = "{\"model\":\"m\",\"max_tokens\":7,\"max_completion_tokens\":null,\"messages\":[]}";

        assertThat(patch(body, "gpt-5", 50)).isEqualTo(body.replace("\"m\"", "\"gpt-5\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|",
                ",\"stream_options\":null|,\"stream_options\":{\"include_usage\":true}",
                ",\"stream_options\":{}|,\"stream_options\":{\"include_usage\":true}",
                ",\"stream_options\":{ \"include_usage\" : false , \"a\":1}|,\"stream_options\":{ \"include_usage\" : true , \"a\":1}",
                ",\"stream_options\":{\"include_obfuscation\":false}|,\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}",
            })
    void asksForUsageInStreams(String options, String patched) {
        String body = "{\"model\":\"m\",\"messages\":[],\"max_tokens\":1,\"stream\":true"
                + (options == null ? "" : options) + "}";
        String expected = options == null
                ? body.replace("{\"model\"", "{\"stream_options\":{\"include_usage\":true},\"model\"")
                : body.replace(options, patched);

        assertThat(patch(body, "m", 1)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"user_id\":\"u\",\"routing\":{\"strategy\":\"x\"}}|{\"user_id\":\"u\"}",
                "{\"routing\":{},\"user_id\":\"u\",\"session_id\":\"s\"}|{\"user_id\":\"u\"}",
                "{\"a\":\"1\",\"routing\":{},\"session_id\":\"s\",\"b\":\"2\"}|{\"a\":\"1\",\"b\":\"2\"}",
                "{\"a\":\"1\" , \"routing\":{} , \"session_id\":\"s\"}|{\"a\":\"1\"}",
                "{}|{}",
            })
    void takesOutWhatOnlyTheGatewayReads(String metadata, String expected) {
        String body = "{\"model\":\"m\",\"metadata\":%s,\"max_tokens\":1,\"messages\":[]}";

        assertThat(patch(body.formatted(metadata), "m", 1)).isEqualTo(body.formatted(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"metadata\":{\"routing\":{}},\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}",
                "{\"model\":\"m\",\"metadata\":{\"session_id\":\"s\"},\"max_tokens\":1,\"messages\":[]}",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[],\"metadata\":{\"session_id\":\"s\"}}",
                "{\"provider\":null,\"model\":\"m\",\"max_tokens\":1,\"messages\":[],\"models\":null}",
            })
    void takesOutAMemberOfWhichNothingIsLeft(String body) {
        assertThat(patch(body, "m", 1)).isEqualTo("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}");
    }

    @Property(tries = 300)
    void whatItPatchesIsStillTheSameJson(@ForAll("members") List<String> members) throws Exception {
        String body = "{" + String.join(" , ", members) + "}";

        JsonNode patched = Json.mapper().readTree(patch(body, "target", 10));

        assertThat(patched.path("model").asText()).isEqualTo("target");
        assertThat(patched.path("max_tokens")
                        .asLong(patched.path("max_completion_tokens").asLong()))
                .isBetween(1L, 10L);
        assertThat(patched.path("metadata").has("routing")).isFalse();
        assertThat(patched.path("metadata").has("session_id")).isFalse();
        assertThat(patched.path("stream_options").path("include_usage").asBoolean())
                .isEqualTo(patched.path("stream").asBoolean());
        JsonNode before = Json.mapper().readTree(body);
        before.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("x_")) {
                assertThat(patched.get(name)).isEqualTo(before.get(name));
            }
        });
    }

    @Provide
    Arbitrary<List<String>> members() {
        List<String> optional = List.of(
                "\"max_tokens\":50",
                "\"metadata\":{\"routing\":{},\"user_id\":\"u\",\"session_id\":\"}\"}",
                "\"stream\":true",
                "\"x_1\":{\"model\":\"inner\"}",
                "\"x_2\":[1,{}]",
                "\"provider\":null");
        return Arbitraries.subsetOf(optional).list().ofSize(1).flatMap(subset -> {
            List<String> all = new ArrayList<>(subset.getFirst());
            all.add("\"model\" : \"m\"");
            all.add("\"messages\":[]");
            return Arbitraries.shuffle(all);
        });
    }

    @Test
    void readsUsageInDisjointBuckets() {
        AnswerFacts facts = passthrough.read("""

                {"id":"chatcmpl-1","choices":[{"index":0,"message":{"role":"assistant","content":"Häl\\nlo","tool_calls":[
                  {"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":2600,"completion_tokens":300,"total_tokens":2900,
                  "prompt_tokens_details":{"cached_tokens":2000,"cache_write_tokens":400},"completion_tokens_details":{"reasoning_tokens":128}}}
                """.getBytes(UTF_8));

        assertThat(facts.error()).isNull();
        assertThat(facts.usage()).isEqualTo(new Usage(200, 2000, 400, 0, 300, 128, 0));
        assertThat(facts.upstreamId()).isEqualTo("chatcmpl-1");
        assertThat(facts.textBytes()).isEqualTo("Häl\nlof{}".getBytes(UTF_8).length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null",
                "{}",
                "{\"prompt_tokens\":-1,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1000000001}",
                "{\"prompt_tokens\":\"many\",\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1e300}",
                "{\"prompt_tokens\":0,\"completion_tokens\":0}",
            })
    void absurdUsageIsNoUsage(String usage) {
        AnswerFacts facts = passthrough.read(
                ("{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}")
                        .getBytes(UTF_8));

        assertThat(facts.usage()).isNull();
        assertThat(facts.error()).isNull();
    }

    @Test
    void cachedTokensBesideThePromptAreAddedToInput() {
        byte[] portkey = ("{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":1165,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":1000},"
                        + "\"cache_read_input_tokens\":1000,\"cache_creation_input_tokens\":150}")
                .getBytes(UTF_8);
        byte[] litellm = ("{\"prompt_tokens\":1160,\"completion_tokens\":5,\"total_tokens\":1165,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":1000},"
                        + "\"cache_read_input_tokens\":1000,\"cache_creation_input_tokens\":150}")
                .getBytes(UTF_8);

        assertThat(OpenAiUsage.read(portkey, 0, portkey.length)).isEqualTo(new Usage(10, 1000, 150, 0, 5, 0, 0));
        assertThat(OpenAiUsage.read(litellm, 0, litellm.length)).isEqualTo(new Usage(160, 1000, 0, 0, 5, 0, 0));
    }

    @Test
    void reasoningBesideTheCompletionIsAddedToOutput() {
        byte[] xai =
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":35,\"completion_tokens_details\":{\"reasoning_tokens\":20}}"
                        .getBytes(UTF_8);

        assertThat(OpenAiUsage.read(xai, 0, xai.length)).isEqualTo(new Usage(10, 0, 0, 0, 25, 20, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"x\",\"code\":429}}|RATE_LIMIT_EXCEEDED",
                "{\"error\":{\"message\":\"x\",\"type\":\"server_error\"}}|PROVIDER_ERROR",
                "<html>|PROVIDER_ERROR",
                "{\"choices\":[]}|PROVIDER_ERROR",
                "{\"choices\":[{\"message\":{\"content\":\"cut|PROVIDER_ERROR",
            })
    void anErrorInAnAnswerWithStatus200IsFound(String body, ErrorCode code) {
        assertThat(passthrough.read(body.getBytes(UTF_8)).error().code()).isEqualTo(code);
    }

    @Test
    void addsTheChargeAtTheEndOfAnAnswer() {
        assertThat(new String(passthrough.withGatewayUsage("{\"id\": 1.0 }\n".getBytes(UTF_8), CHARGE), UTF_8))
                .isEqualTo(
                        "{\"id\": 1.0 ,\"gateway_usage\":{\"tokens_charged\":19,\"request_ms\":5,\"cost_usd\":0.0000015,\"provider\":\"p\",\"cached\":false}}\n");
    }
}
