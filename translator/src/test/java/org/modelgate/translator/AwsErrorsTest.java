package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

class AwsErrorsTest {
    private static GatewayError decode(int status, String type, String body) {
        Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("x-amzn-errortype", type);
        return new AwsErrors().decode(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, CLIENT, INVALID_REQUEST, 400",
        "403, AccessDeniedException, PROVIDER, PROVIDER_ERROR, 502",
        "403, ExpiredTokenException, PROVIDER, PROVIDER_ERROR, 502",
        "404, ResourceNotFoundException, PROVIDER, MODEL_NOT_FOUND, 404",
        "429, ThrottlingException, PROVIDER, RATE_LIMIT_EXCEEDED, 429",
        "400, ThrottlingException, PROVIDER, RATE_LIMIT_EXCEEDED, 429",
        "400, ServiceQuotaExceededException, PROVIDER, PROVIDER_ERROR, 502",
        "408, ModelTimeoutException, PROVIDER, TIMEOUT, 504",
        "429, ModelNotReadyException, PROVIDER, UNAVAILABLE, 503",
        "424, ModelErrorException, PROVIDER, PROVIDER_ERROR, 502",
        "500, InternalServerException, PROVIDER, PROVIDER_ERROR, 502",
        "503, ServiceUnavailableException, PROVIDER, UNAVAILABLE, 503",
        "413, '', CLIENT, REQUEST_TOO_LARGE, 413",
        "418, TeapotException, PROVIDER, PROVIDER_ERROR, 502"
    })
    void theNameDecides(int status, String name, Fault fault, ErrorCode code, int shown) {
        for (GatewayError error : new GatewayError[] {
            decode(status, name + ":http://internal.amazon.com/coral/", "{\"message\":\"no\"}"),
            decode(status, "", "{\"__type\":\"com.amazon.coral.service#" + name + "\",\"Message\":\"no\"}")
        }) {
            assertThat(error.fault()).isEqualTo(fault);
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.status()).isEqualTo(shown);
        }
    }

    @ParameterizedTest
    @CsvSource({"400, CLIENT", "422, CLIENT", "429, PROVIDER", "500, PROVIDER", "503, PROVIDER"})
    void aModelsOwnErrorCountsByItsOwnStatus(int original, Fault fault) {
        assertThat(decode(424, "ModelErrorException", "{\"message\":\"no\",\"originalStatusCode\":" + original + "}")
                        .fault())
                .isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({"Input is too long for requested model.", "'prompt is too long: 9 > 8'"})
    void aPromptThatIsTooLongIsCalledSo(String message) {
        assertThat(decode(400, "ValidationException", "{\"message\":\"" + message + "\"}")
                        .providerCode())
                .isEqualTo("context_length_exceeded");
    }

    @ParameterizedTest
    @CsvSource({
        "Invocation of model ID x with on-demand throughput isn\u2019t supported.",
        "The provided model identifier is invalid."
    })
    void aModelThatIsNotServedSoIsTheOperatorsFault(String message) {
        GatewayError error = decode(400, "ValidationException", "{\"message\":\"" + message + "\"}");
        assertThat(error.fault()).isEqualTo(Fault.PROVIDER);
        assertThat(error.providerCode()).isEqualTo("model_not_found");
    }

    @Test
    void theOperatorsAccountStaysHidden() {
        String said =
                "User: arn:aws:iam::123456789012:user/x is not allowed on arn:aws:bedrock:eu-west-1:123456789012:y";
        assertThat(decode(403, "AccessDeniedException", "{\"message\":\"" + said + "\"}")
                        .message())
                .doesNotContain("123456789012");
        assertThat(decode(400, "ValidationException", "{\"message\":\"" + said + "\"}")
                        .message())
                .doesNotContain("123456789012");
    }

    @Test
    void aPageOfAnEdgeIsNoReason() {
        assertThat(decode(503, "", "<html>no</html>").code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(decode(403, "", "").code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }
}
