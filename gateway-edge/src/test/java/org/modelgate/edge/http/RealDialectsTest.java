package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;
import org.modelgate.edge.TestLimits;
import org.modelgate.edge.Testbed;
import org.modelgate.translator.Dialects;

/** Contract section 7, with the dialects that ship. */
class RealDialectsTest {
    private Testbed bed;

    @BeforeEach
    void open() {
        bed = new Testbed(new TestLimits(), config -> config, Dialects.clients());
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void anAnthropicErrorHasAnthropicsShape() throws Exception {
        HttpResponse<String> response =
                bed.send(bed.post("/v1/messages", "{\"messages\":[]}")).get();
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode body = Json.mapper().readTree(response.body());
        assertThat(body.get("type").asText()).isEqualTo("error");
        assertThat(body.get("error").get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(body.get("error").get("message").asText()).contains("model");
        assertThat(body.get("request_id").asText())
                .isEqualTo(response.headers().firstValue("request-id").orElseThrow());
    }

    @Test
    void anOpenAiErrorHasOpenAisShape() throws Exception {
        HttpResponse<String> response =
                bed.send(bed.post("/v1/chat/completions", "{\"model\":1}")).get();
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = Json.mapper().readTree(response.body()).get("error");
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.has("param")).isTrue();
        assertThat(error.get("code").asText()).isEqualTo("invalid_request");
    }

    @Test
    void everyDialectReachesTheRouter() {
        String body = "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        bed.send(bed.post("/v1/messages", body));
        assertThat(bed.nextCall().message().scan().model()).isEqualTo("m");
        bed.send(bed.post("/v1/chat/completions", body));
        assertThat(bed.nextCall().message().scan().maxOutputTokens()).isEqualTo(5);
        bed.send(bed.post("/v1/responses", "{\"model\":\"m\",\"max_output_tokens\":16,\"input\":\"hi\"}"));
        assertThat(bed.nextCall().message().dialect()).isEqualTo(DialectId.OPENAI_RESPONSES);
    }

    @Test
    void responsesErrorsHaveOpenAisShapeOnEveryPathOfTheirs() throws Exception {
        HttpResponse<String> refused = bed.send(bed.post(
                        "/v1/responses", "{\"model\":\"m\",\"input\":\"a\",\"previous_response_id\":\"resp_1\"}"))
                .get();
        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode error = Json.mapper().readTree(refused.body()).get("error");
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.get("param").asText()).isEqualTo("previous_response_id");

        HttpResponse<String> unknown =
                bed.send(bed.post("/v1/responses/resp_1/cancel", "{}")).get();
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.mapper().readTree(unknown.body()).get("error").has("param"))
                .isTrue();
    }
}
