package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.modelgate.common.json.Json;

/** The hand-written walk must agree with a real parser. */
class ChunkScanTest {
    private final ChunkScan scan = new ChunkScan();

    private boolean scan(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return scan.scan(bytes, 0, bytes.length);
    }

    @Property(tries = 1000)
    void agreesWithAParser(@ForAll("chunks") String chunk) throws Exception {
        JsonNode tree = Json.mapper().readTree(chunk);
        JsonNode choice = tree.path("choices").path(0);
        JsonNode content = choice.path("delta").path("content");

        assertThat(scan(chunk)).isTrue();
        assertThat(scan.choices).isEqualTo(tree.path("choices").size());
        assertThat(scan.finished())
                .isEqualTo(!choice.path("finish_reason").asText("").isEmpty()
                        && choice.path("finish_reason").isTextual());
        assertThat(scan.textBytes).isEqualTo(content.asText("").getBytes(UTF_8).length);
        assertThat(scan.hasUsage()).isEqualTo(tree.path("usage").isObject());
        assertThat(scan.content)
                .isEqualTo(
                        !content.asText("").isEmpty() || choice.at("/delta/x").size() > 0);
    }

    @Provide
    Arbitrary<String> chunks() {
        Arbitrary<String> space = Arbitraries.of("", " ", "\n\t");
        Arbitrary<String> text = Arbitraries.of(
                "", "hi", "é😀", "\\n\\\"", "\\u00e9\\ud83d\\ude00", "}]\\\\", "\\\"finish_reason\\\":\\\"stop\\\"");
        Arbitrary<String> finish = Arbitraries.of("null", "\"stop\"", "\"\"");
        Arbitrary<String> usage = Arbitraries.of("", ",\"usage\":null", ",\"usage\":{\"prompt_tokens\":1}");
        Arbitrary<String> extra = Arbitraries.of("", ",\"x\":{}", ",\"x\":[ 1, -2.5e+3, {\"a\":[null,true]} ]");
        return Combinators.combine(space, text, finish, usage, extra)
                .as((s, t, f, u, x) -> "{" + s + "\"id\"" + s + ":\"c\"," + s + "\"choices\":" + s
                        + "[{\"finish_reason\":" + f + s + ",\"delta\":{\"role\":\"assistant\",\"content\":\"" + t
                        + "\"" + x + s + "}}" + s + "]" + u + s + "}" + s);
    }

    @Property(tries = 1000)
    void neverFailsOnGarbage(@ForAll("garbage") String garbage) {
        boolean valid;
        try {
            JsonNode tree = Json.mapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(garbage);
            valid = tree != null && tree.isObject();
        } catch (IOException e) {
            valid = false;
        }
        boolean scanned = scan(garbage);

        assertThat(scanned || !valid).as("what a parser takes is taken").isTrue();
    }

    @Provide
    Arbitrary<String> garbage() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ":", ",", "\"choices\"", "\"delta\"", "\"a\"", "1", "null", " ", "\\", "\"")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Test
    void nestingHasNoEnd() {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);

        assertThat(scan("{\"choices\":[{\"delta\":{\"x\":" + deep + "}}]}")).isTrue();
        assertThat(scan("{\"choices\":[{\"delta\":{\"x\":" + deep)).isFalse();
    }
}
