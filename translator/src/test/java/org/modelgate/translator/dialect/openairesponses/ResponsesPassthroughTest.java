package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.common.json.Json;

class ResponsesPassthroughTest {
    private final ResponsesPassthrough passthrough = new ResponsesPassthrough();

    private String patch(String body, String model, long cap) {
        byte[] bytes = body.getBytes(UTF_8);
        return new String(passthrough.patch(bytes, new ResponsesBodyScanner().scan(bytes), model, cap), UTF_8);
    }

    @Test
    void replacesModelAndLeavesEveryOtherByte() {
        String body =
                " {\"input\" : [ ],\n \"max_output_tokens\":7, \"x_unknown\":{\"b\":1.0,\"a\":1e5},\"model\":\"gpt\", \"stream\":true } ";

        assertThat(patch(body, "gpt-6\"x", 50))
                .isEqualTo(body.replace("\"gpt\"", "\"gpt-6\\\"x\"").replace(" {\"input", " {\"store\":false,\"input"));
    }

    @Test
    void setsOrLowersTheCap() {
        assertThat(patch("{\"model\":\"m\",\"input\":\"a\"}", "n", 99))
                .isEqualTo("{\"max_output_tokens\":99,\"store\":false,\"model\":\"n\",\"input\":\"a\"}");
        assertThat(patch("{\"max_output_tokens\":500,\"model\":\"m\",\"input\":\"a\"}", "n", 99))
                .isEqualTo("{\"store\":false,\"max_output_tokens\":99,\"model\":\"n\",\"input\":\"a\"}");
        assertThat(patch("{\"max_output_tokens\":null,\"model\":\"m\",\"input\":\"a\"}", "n", 99))
                .isEqualTo("{\"store\":false,\"max_output_tokens\":99,\"model\":\"n\",\"input\":\"a\"}");
    }

    @Test
    void whatOnlyTheGatewayReadsIsCut() {
        assertThat(patch(
                        "{\"provider\":null,\"metadata\":{\"routing\":{},\"a\":\"b\"},\"model\":\"m\",\"input\":\"a\",\"max_output_tokens\":1}",
                        "n",
                        99))
                .isEqualTo(
                        "{\"store\":false,\"metadata\":{\"a\":\"b\"},\"model\":\"n\",\"input\":\"a\",\"max_output_tokens\":1}");
        assertThat(patch("{\"metadata\":{\"session_id\":\"s\"},\"model\":\"m\",\"input\":\"a\"}", "n", 99))
                .isEqualTo("{\"max_output_tokens\":99,\"store\":false,\"model\":\"n\",\"input\":\"a\"}");
    }

    @Test
    void nothingIsStoredWhateverTheClientSays() {
        for (String said : List.of("", "\"store\":true,", "\"store\":null,", "\"store\":false,")) {
            assertThat(patch("{" + said + "\"model\":\"m\",\"max_output_tokens\":20,\"input\":\"a\"}", "n", 99))
                    .isEqualTo("{\"store\":false,\"model\":\"n\",\"max_output_tokens\":20,\"input\":\"a\"}");
        }
    }

    @Test
    void aCapOfOursIsNotBelowTheLeastThatTheApiTakes() {
        assertThat(patch("{\"model\":\"m\",\"input\":\"a\"}", "n", 5)).contains("\"max_output_tokens\":16,");
        assertThat(patch("{\"model\":\"m\",\"max_output_tokens\":5,\"input\":\"a\"}", "n", 3))
                .contains("\"max_output_tokens\":5,");
    }

    @Test
    void reasoningThatOnlyAStoreHasIsCut() {
        assertThat(patch(
                        "{\"model\":\"m\",\"max_output_tokens\":20,\"input\":[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]},"
                                + "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"encrypted_content\":null},{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "n",
                        99))
                .endsWith("\"input\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    @Property(tries = 200)
    @Label("pitfall 24: reasoning sealed for another provider never reaches OpenAI, everything else does")
    void sealedReasoningIsCutWhereverItStands(@ForAll @Size(max = 6) List<@IntRange(max = 2) Integer> kinds)
            throws IOException {
        ObjectNode body = Json.mapper().createObjectNode().put("model", "m");
        ArrayNode input = body.putArray("input");
        ArrayNode kept = Json.mapper().createArrayNode();
        for (int kind : kinds) {
            ObjectNode item = Json.mapper().createObjectNode();
            item.put("type", kind == 2 ? "message" : "reasoning").put("id", "x_" + kind);
            switch (kind) {
                case 0 -> item.put("encrypted_content", "gw1.thinking.AA.BB");
                case 1 -> item.put("encrypted_content", "gAAAA");
                default -> item.put("role", "user").put("content", "gw1.");
            }
            input.add(item);
            if (kind != 0) {
                kept.add(item);
            }
        }

        JsonNode sent = Json.mapper().readTree(patch(body.toPrettyString(), "n", 99));

        assertThat(sent.path("input")).isEqualTo(kept);
    }
}
