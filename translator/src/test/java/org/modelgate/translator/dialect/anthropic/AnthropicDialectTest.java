package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.DialectTck;

class AnthropicDialectTest extends DialectTck {
    @Override
    protected ClientDialect dialect() {
        return AnthropicDialect.create();
    }

    @Override
    protected List<String> providerStreams() {
        return List.of(resource("thinking-and-tools.sse"), resource("web-search.sse"), resource("refusal.sse"));
    }

    @Override
    protected void checkWhole(byte[] stream, String text, String thinking, List<String> arguments) {
        JsonNode message = MessageStreamChecker.message(stream);
        StringBuilder texts = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        List<JsonNode> inputs = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            texts.append(block.path("text").asText(""));
            thoughts.append(block.path("thinking").asText(""));
            if (block.path("type").asText().equals("tool_use")) {
                inputs.add(block.path("input"));
            }
        }
        assertThat(texts).hasToString(text);
        assertThat(thoughts).hasToString(thinking);
        assertThat(inputs)
                .isEqualTo(arguments.stream().map(AnthropicDialectTest::tree).toList());
        assertThat(message.path("stop_reason").asText()).isEqualTo(arguments.isEmpty() ? "end_turn" : "tool_use");
        assertThat(message.path("gateway_usage").path("tokens_charged").asInt()).isEqualTo(17);
    }

    @Override
    protected void checkCut(byte[] stream, String text) {
        JsonNode message = MessageStreamChecker.cutMessage(stream);
        StringBuilder texts = new StringBuilder();
        message.path("content").forEach(block -> texts.append(block.path("text").asText("")));
        assertThat(texts).hasToString(text);
        assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(message.path("usage").path("output_tokens").asInt()).isEqualTo(4);
        assertThat(message.path("gateway_usage").path("stop").asText()).isEqualTo("credit");
    }

    @Override
    protected void checkFailed(byte[] stream) {
        assertThat(MessageStreamChecker.types(stream)).last().isEqualTo("error");
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String name) {
        try (var in = AnthropicDialectTest.class.getResourceAsStream("/anthropic/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
