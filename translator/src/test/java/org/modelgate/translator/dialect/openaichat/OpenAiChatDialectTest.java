package org.modelgate.translator.dialect.openaichat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.DialectTck;

class OpenAiChatDialectTest extends DialectTck {
    @Override
    protected ClientDialect dialect() {
        return OpenAiChatDialect.create();
    }

    @Override
    protected List<String> providerStreams() {
        return List.of(resource("reasoning-and-tools.sse"), resource("text-without-done.sse"));
    }

    @Override
    protected void checkWhole(byte[] stream, String text, String thinking, List<String> arguments) {
        StrictChatClient client = StrictChatClient.read(stream);
        List<String> sent = new ArrayList<>();
        for (JsonNode call : client.message.path("tool_calls")) {
            sent.add(call.at("/function/arguments").asText());
        }
        assertThat(client.message.path("content").asText()).isEqualTo(text);
        assertThat(client.message.path("reasoning_content").asText("")).isEqualTo(thinking);
        assertThat(sent).isEqualTo(arguments);
        assertThat(client.finishReason).isEqualTo(arguments.isEmpty() ? "stop" : "tool_calls");
        assertThat(client.usage.path("total_tokens").asInt()).isEqualTo(7);
        assertThat(client.gatewayUsage.path("tokens_charged").asInt()).isEqualTo(17);
    }

    @Override
    protected void checkCut(byte[] stream, String text) {
        StrictChatClient client = StrictChatClient.read(stream);
        assertThat(client.message.path("content").asText("")).isEqualTo(text);
        assertThat(client.finishReason).isEqualTo("length");
        assertThat(client.usage.path("total_tokens").asInt()).isEqualTo(7);
        assertThat(client.gatewayUsage.path("stop").asText()).isEqualTo("credit");
    }

    @Override
    protected void checkFailed(byte[] stream) {
        assertThat(StrictChatClient.read(stream).error.path("code").asText()).isEqualTo("provider_error");
    }

    private static String resource(String name) {
        try (var in = OpenAiChatDialectTest.class.getResourceAsStream("/openaichat/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
