package org.modelgate.translator.dialect.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.DialectTck;

class OpenAiResponsesDialectTest extends DialectTck {
    @Override
    protected ClientDialect dialect() {
        return OpenAiResponsesDialect.create();
    }

    @Override
    protected List<String> providerStreams() {
        return List.of(
                ResponsesStreamTapTest.resource("reasoning-and-tools.sse"),
                ResponsesStreamTapTest.resource("web-search.sse"));
    }

    @Override
    protected void checkWhole(byte[] stream, String text, String thinking, List<String> arguments) {
        StrictResponsesClient client = StrictResponsesClient.read(stream);
        List<String> sent = new ArrayList<>();
        for (JsonNode item : client.response.path("output")) {
            if (item.path("type").asText().equals("function_call")) {
                sent.add(item.path("arguments").asText());
            }
        }
        assertThat(client.text()).isEqualTo(text);
        assertThat(client.summaries()).isEqualTo(thinking);
        assertThat(sent).isEqualTo(arguments);
        assertThat(client.response.path("status").asText()).isEqualTo("completed");
        assertThat(client.response.at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(client.response.at("/gateway_usage/tokens_charged").asInt()).isEqualTo(17);
    }

    @Override
    protected void checkCut(byte[] stream, String text) {
        StrictResponsesClient client = StrictResponsesClient.read(stream);
        assertThat(client.text()).isEqualTo(text);
        assertThat(client.response.path("status").asText()).isEqualTo("incomplete");
        assertThat(client.response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(client.response.at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(client.response.at("/gateway_usage/stop").asText()).isEqualTo("credit");
    }

    @Override
    protected void checkFailed(byte[] stream) {
        StrictResponsesClient client = StrictResponsesClient.read(stream);
        assertThat(client.error.at("/error/code").asText()).isEqualTo("provider_error");
        assertThat(client.response.path("status").asText()).isEqualTo("failed");
    }
}
