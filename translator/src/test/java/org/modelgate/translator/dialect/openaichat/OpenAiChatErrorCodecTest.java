package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

class OpenAiChatErrorCodecTest {
    private final OpenAiChatErrorCodec codec = new OpenAiChatErrorCodec();

    private JsonNode rendered(GatewayError error) throws Exception {
        return Json.mapper().readTree(codec.body(error, "req_1")).path("error");
    }

    @Test
    void aProvidersOwn400KeepsMessageParamAndCode() throws Exception {
        GatewayError error = codec.decode(
                400,
                Map.of(),
                "{\"error\":{\"message\":\"This model's maximum context length is 8 tokens.\",\"type\":\"invalid_request_error\",\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}"
                        .getBytes(UTF_8));

        assertThat(error.fault()).isEqualTo(Fault.CLIENT);
        assertThat(codec.status(error)).isEqualTo(400);
        assertThat(rendered(error).toString())
                .isEqualTo(
                        "{\"message\":\"This model's maximum context length is 8 tokens.\",\"type\":\"invalid_request_error\",\"param\":\"messages\",\"code\":\"context_length_exceeded\"}");
    }

    @ParameterizedTest(name = "pitfall 46: {0}")
    @ValueSource(ints = {401, 402, 403})
    void pitfall46TheOperatorsFaultIsNeverTheClients(int status) throws Exception {
        GatewayError error = codec.decode(
                status,
                Map.of(),
                "{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-abcdefgh12345\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}"
                        .getBytes(UTF_8));

        assertThat(error.fault()).isEqualTo(Fault.PROVIDER);
        assertThat(codec.status(error)).isEqualTo(502);
        assertThat(rendered(error).path("code").asText()).isEqualTo("provider_error");
        assertThat(rendered(error).toString()).doesNotContain("sk-").doesNotContain("API key");
    }

    @Test
    void pitfall46TheOperatorsEmptyAccountIsNoRateLimitOfTheClient() {
        GatewayError error = codec.decode(
                429,
                Map.of("retry-after", "5"),
                "{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}"
                        .getBytes(UTF_8));

        assertThat(codec.status(error)).isEqualTo(502);
    }

    @Test
    void pitfall47AClientWithoutCreditsGets402() throws Exception {
        GatewayError error = GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "No credits left.");

        assertThat(codec.status(error)).isEqualTo(402);
        assertThat(rendered(error).path("type").asText()).isEqualTo("insufficient_quota");
        assertThat(rendered(error).path("code").asText()).isEqualTo("insufficient_credits");
        assertThat(error.clientShouldRetry()).isFalse();
    }

    @Test
    void whoLacksCreditIsToldHowMuch() throws Exception {
        GatewayError error = GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "No credits left.")
                .withShortage(new CreditShortage(1_400, 1, 3));

        assertThat(new String(codec.body(error, "r"), UTF_8))
                .contains(
                        "\"context\":{\"required\":0.0000014,\"available\":0.000000001,\"max_affordable_output_tokens\":3,"
                                + "\"required_credits\":0.0000014,\"current_credits\":0.000000001,\"credit_deficit\":0.000001399}");
    }

    @ParameterizedTest
    @CsvSource({
        "408, TIMEOUT, 504",
        "404, PROVIDER_ERROR, 502",
        "409, PROVIDER_ERROR, 502",
        "413, REQUEST_TOO_LARGE, 413",
        "422, INVALID_REQUEST, 422",
        "429, RATE_LIMIT_EXCEEDED, 429",
        "500, PROVIDER_ERROR, 502",
        "502, PROVIDER_ERROR, 502",
        "503, OVERLOADED, 503",
        "504, TIMEOUT, 504",
        "529, OVERLOADED, 503",
        "302, PROVIDER_ERROR, 502",
    })
    void everyUpstreamStatusGetsACodeEvenWithAHtmlBody(int upstream, ErrorCode code, int status) throws Exception {
        GatewayError error = codec.decode(upstream, Map.of(), "<html><h1>nope</h1>".getBytes(UTF_8));

        assertThat(error.code()).isEqualTo(code);
        assertThat(codec.status(error)).isEqualTo(status);
        assertThat(rendered(error).path("message").asText()).isNotBlank().doesNotContain("<");
    }

    @Test
    void aRateLimitKeepsItsWordsButNotTheOperatorsAccount() {
        GatewayError error = codec.decode(
                429,
                Map.of(),
                "{\"error\":{\"message\":\"Rate limit reached for gpt-5 in organization org-Abc123Def456 on tokens\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}"
                        .getBytes(UTF_8));

        assertThat(error.message()).isEqualTo("Rate limit reached for gpt-5 in organization [hidden] on tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"flat\",\"type\":\"invalid_request_error\"}|flat",
                "{\"error\":\"a string\"}|a string",
                "[{\"error\":{\"code\":400,\"message\":\"in an array\",\"status\":\"INVALID_ARGUMENT\"}}]|in an array",
                "{\"detail\":\"of a framework\"}|of a framework",
                "{\"error\":{\"message\":\"Ask OpenAI about sk-abcdefghijk please\"}}|Ask provider about [hidden] please",
                "{\"error\":{}}|The provider refused the request.",
            })
    void everyFormOfA400IsRead(String body, String message) {
        assertThat(codec.decode(400, Map.of(), body.getBytes(UTF_8)).message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after|7|7000",
                "retry-after-ms|250.2|250",
                "retry-after|Sat, 21 Nov 2026 10:00:30 GMT|30000",
                "retry-after|soon|-1",
                "retry-after|-4|-1",
                "retry-after|999999999|604800000",
            })
    void retryAfterIsReadAndNeverInvented(String header, String value, long millis) {
        Map<String, String> headers = Map.of(header, value, "date", "Sat, 21 Nov 2026 10:00:00 GMT");

        assertThat(codec.decode(429, headers, new byte[0]).retryAfterMillis()).isEqualTo(millis);
        assertThat(codec.decode(429, Map.of(), new byte[0]).retryAfterMillis()).isEqualTo(GatewayError.NO_RETRY_AFTER);
    }

    @Test
    void anthropicsContextOverflowHasOpenAisCode() throws Exception {
        GatewayError error = new GatewayError(
                Fault.CLIENT,
                ErrorCode.INVALID_REQUEST,
                400,
                "prompt is too long: 9 tokens > 8 maximum",
                null,
                "invalid_request_error",
                GatewayError.NO_RETRY_AFTER);

        assertThat(rendered(error).path("code").asText()).isEqualTo("context_length_exceeded");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void pitfall45EveryErrorCanBeAnEventOfAStream(ErrorCode code) throws Exception {
        String event = new String(codec.event(GatewayError.of(Fault.GATEWAY, code, "m\n\"q\""), "r"), UTF_8);

        assertThat(event).startsWith("data: {\"error\":{").endsWith("}}\n\n");
        assertThat(event.strip().lines()).hasSize(1);
        assertThat(Json.mapper()
                        .readTree(event.substring(6))
                        .path("error")
                        .path("message")
                        .asText())
                .isEqualTo("m\n\"q\"");
    }

    @Test
    void pitfall41KeepAliveIsAComment() {
        assertThat(new String(codec.ping(), UTF_8)).isEqualTo(": ping\n\n");
    }
}
