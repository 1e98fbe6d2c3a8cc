package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.Samples;

class ResponsesErrorCodecTest {
    private final ResponsesErrorCodec codec = new ResponsesErrorCodec();

    private GatewayError decode(int status, String body) {
        return codec.decode(status, Map.of(), body.getBytes(UTF_8));
    }

    @Test
    @DisplayName("pitfall 45: in a stream an error is an error event in both forms, and response.failed")
    void anErrorInAStreamIsTwoEvents() {
        String events = new String(codec.event(GatewayError.timeout("Too late."), "req_1"), UTF_8);

        String[] parts = events.split("\n\n");
        assertThat(parts).hasSize(2);
        assertThat(parts[0]).startsWith("event: error\n");
        JsonNode error = StrictResponsesClient.tree(parts[0].substring(parts[0].indexOf('{')));
        assertThat(error.at("/error/message").asText()).isEqualTo("Too late.");
        assertThat(error.at("/error/type").asText()).isEqualTo("server_error");
        assertThat(error.path("code").asText()).isEqualTo("timeout");
        assertThat(error.path("message").asText()).isEqualTo("Too late.");
        assertThat(error.has("param")).isTrue();
        assertThat(parts[1]).startsWith("event: response.failed\n");
        JsonNode failed = StrictResponsesClient.tree(parts[1].substring(parts[1].indexOf('{')));
        assertThat(failed.at("/response/error/code").asText()).isEqualTo("server_error");
        assertThat(failed.at("/response/status").asText()).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT_EXCEEDED,,rate_limit_exceeded",
        "PLAN_LIMIT_EXCEEDED,,rate_limit_exceeded",
        "INSUFFICIENT_CREDITS,,insufficient_quota",
        "OVERLOADED,,server_is_overloaded",
        "REQUEST_TOO_LARGE,,context_length_exceeded",
        "INVALID_REQUEST,context_length_exceeded,context_length_exceeded",
        "INVALID_REQUEST,,invalid_prompt",
        "PROVIDER_ERROR,,server_error",
        "TIMEOUT,,server_error",
    })
    void aFailedResponseHasACodeThatCodexActsOn(ErrorCode code, String providerCode, String expected) {
        GatewayError error = new GatewayError(
                Fault.CLIENT, code, code.status(), "m", null, providerCode, GatewayError.NO_RETRY_AFTER);

        assertThat(StrictResponsesClient.tree(ResponsesErrorCodec.failure(error))
                        .path("code")
                        .asText())
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("pitfall 46: a provider's 401 and 402 never reach the client as such")
    void theOperatorsTroublesAreNotTheClients() {
        for (int status : new int[] {401, 402, 403}) {
            GatewayError error = decode(status, "{\"error\":{\"message\":\"sk-123 is bad\",\"code\":\"x\"}}");
            assertThat(codec.status(error)).isEqualTo(502);
            assertThat(error.message()).doesNotContain("sk-123");
        }
    }

    @Test
    @DisplayName("pitfall 26: a refused encrypted_content is told by its code")
    void invalidEncryptedContentIsToldByItsCode() {
        GatewayError error = decode(
                400,
                "{\"error\":{\"message\":\"The encrypted content could not be verified.\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_encrypted_content\"}}");

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.providerCode()).isEqualTo("invalid_encrypted_content");
    }

    @Test
    @DisplayName("pitfall 47: a client without credits gets insufficient_quota")
    void aClientWithoutCreditsGetsInsufficientQuota() {
        GatewayError error = GatewayError.of(Fault.CLIENT, ErrorCode.INSUFFICIENT_CREDITS, "No credits.");

        JsonNode body = StrictResponsesClient.tree(new String(codec.body(error, "req_1"), UTF_8));
        assertThat(body.at("/error/type").asText()).isEqualTo("insufficient_quota");
        assertThat(body.at("/error/code").asText()).isEqualTo("insufficient_credits");
    }

    @Test
    @DisplayName("pitfall 41: a sign of life is a comment")
    void aPingIsAComment() {
        assertThat(new String(codec.ping(), UTF_8)).isEqualTo(": ping\n\n");
    }

    @Test
    void pitfalls42And43AnErrorFitsTheStreamThatItEnds() {
        ResponsesStreamEncoder encoder = new ResponsesStreamEncoder(Samples.answer(Samples.request()), 10);
        byte[] first = encoder.encode(new StreamEvent.Text(0, "Hi \"sequence_number\":99"));
        byte[] last = encoder.encode(new StreamEvent.Text(0, " there"));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(first);
        stream.writeBytes(last);
        stream.writeBytes(codec.event(GatewayError.timeout("Too late."), "req_1", first, last));
        StrictResponsesClient client = StrictResponsesClient.read(stream.toByteArray());
        assertThat(client.types()).endsWith("error", "response.failed");
        assertThat(client.response.path("model").asText())
                .isEqualTo(Samples.answer(Samples.request()).clientModel());
    }

    @Test
    void anErrorBehindACutFirstEventKeepsItsId() {
        byte[] first =
                "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_7\",\"instructions\":\"lo"
                        .getBytes(UTF_8);
        byte[] last = "data: {\"type\":\"x\",\"sequence_number\": 41}\n\n".getBytes(UTF_8);
        String events = new String(codec.event(GatewayError.timeout("Too late."), "req_1", first, last), UTF_8);
        assertThat(events)
                .contains("\"sequence_number\":42")
                .contains("\"sequence_number\":43")
                .contains("\"id\":\"resp_7\"");
    }
}
