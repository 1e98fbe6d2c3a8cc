package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

class AnthropicErrorsTest {
    private final AnthropicErrors errors = new AnthropicErrors();

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST, 400, CLIENT", "401, PROVIDER_ERROR, 502, PROVIDER", "402, PROVIDER_ERROR, 502, PROVIDER",
        "403, PROVIDER_ERROR, 502, PROVIDER", "404, MODEL_NOT_FOUND, 404, PROVIDER", "408, TIMEOUT, 504, PROVIDER",
        "409, PROVIDER_ERROR, 502, PROVIDER", "413, REQUEST_TOO_LARGE, 413, CLIENT",
                "422, INVALID_REQUEST, 422, CLIENT",
        "429, RATE_LIMIT_EXCEEDED, 429, PROVIDER", "500, PROVIDER_ERROR, 502, PROVIDER",
                "502, PROVIDER_ERROR, 502, PROVIDER",
        "503, UNAVAILABLE, 503, PROVIDER", "504, TIMEOUT, 504, PROVIDER", "524, TIMEOUT, 504, PROVIDER",
        "529, OVERLOADED, 529, PROVIDER", "302, PROVIDER_ERROR, 502, PROVIDER"
    })
    void everyStatusHasACode(int status, ErrorCode code, int shown, Fault fault) {
        GatewayError error = errors.decode(status, Map.of(), bytes("<html><h1>Cloudflare</h1></html>"));
        assertThat(error.code()).isEqualTo(code);
        assertThat(errors.status(error)).isEqualTo(shown);
        assertThat(error.fault()).isEqualTo(fault);
        assertThat(error.message()).doesNotContain("<").isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasABody(ErrorCode code) {
        String body = text(errors.body(GatewayError.of(Fault.GATEWAY, code, "m"), "req_1"));
        assertThat(body)
                .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"")
                .endsWith("\"message\":\"m\",\"code\":\"" + code.wireName() + "\"},\"request_id\":\"req_1\"}");
    }

    @Test
    void pitfall46AnOperatorsKeyThatIsRefusedIsNotTheClients() {
        for (int status : new int[] {401, 402, 403}) {
            GatewayError error = errors.decode(
                    status,
                    Map.of(),
                    bytes(
                            "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key sk-ant-api03-abcdef\"}}"));
            assertThat(errors.status(error)).isEqualTo(502);
            assertThat(error.message()).doesNotContain("sk-ant");
        }
    }

    @Test
    void pitfall47ClientOutOfCreditsIsA402BillingError() {
        GatewayError error = GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "no credits left");
        assertThat(errors.status(error)).isEqualTo(402);
        assertThat(text(errors.body(error, "r")))
                .contains("\"type\":\"billing_error\"", "\"code\":\"insufficient_credits\"");
    }

    @Test
    void whoLacksCreditIsToldHowMuch() {
        GatewayError error = GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "no credits left")
                .withShortage(new CreditShortage(1_400, 1, 3));
        assertThat(text(errors.body(error, "r")))
                .contains(
                        "\"context\":{\"required\":0.0000014,\"available\":0.000000001,\"max_affordable_output_tokens\":3,"
                                + "\"required_credits\":0.0000014,\"current_credits\":0.000000001,\"credit_deficit\":0.000001399}");
    }

    @Test
    void aProvidersOwn400KeepsItsMessageWithoutKeysAndVendors() {
        GatewayError error = errors.decode(
                400,
                Map.of(),
                bytes(
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages.1.content: see Anthropic, key sk-ant-api03-0123456789, header anthropic-beta\"}}"));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo("messages.1.content: see provider, key [hidden] header anthropic-beta");
    }

    @Test
    void contextOverflowIsRecognisedBothWays() {
        GatewayError decoded = errors.decode(
                400,
                Map.of(),
                bytes(
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 210000 tokens > 200000\"}}"));
        assertThat(decoded.providerCode()).isEqualTo("context_length_exceeded");
        GatewayError foreign = new GatewayError(
                Fault.CLIENT,
                ErrorCode.INVALID_REQUEST,
                400,
                "maximum context length is 8",
                null,
                "context_length_exceeded",
                -1);
        assertThat(text(errors.body(foreign, "r")))
                .contains("\"message\":\"prompt is too long: maximum context length is 8\"");
    }

    @Test
    void retryAfterIsReadInAllItsForms() {
        assertThat(errors.decode(429, Map.of("retry-after", "1.5"), bytes("")).retryAfterMillis())
                .isEqualTo(1500);
        assertThat(errors.decode(429, Map.of("retry-after", "9", "retry-after-ms", "20.4"), bytes(""))
                        .retryAfterMillis())
                .isEqualTo(20);
        assertThat(errors.decode(
                                529,
                                Map.of(
                                        "retry-after",
                                        "Sat, 21 Nov 2026 10:00:30 GMT",
                                        "date",
                                        "Sat, 21 Nov 2026 10:00:00 GMT"),
                                bytes(""))
                        .retryAfterMillis())
                .isEqualTo(30_000);
        assertThat(errors.decode(429, Map.of("retry-after", "soon"), bytes("")).retryAfterMillis())
                .isEqualTo(GatewayError.NO_RETRY_AFTER);
    }

    @Test
    void nestedAndBareErrorsAreRead() {
        assertThat(errors.decode(400, Map.of(), bytes("{\"error\":\"bad thing\"}"))
                        .message())
                .isEqualTo("bad thing");
        assertThat(errors.decode(400, Map.of(), bytes("{\"message\":\"bad\"}")).message())
                .isEqualTo("bad");
    }

    @Test
    void pitfall41KeepAliveIsAPingEvent() {
        assertThat(text(errors.ping())).isEqualTo("event: ping\ndata: {\"type\":\"ping\"}\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
