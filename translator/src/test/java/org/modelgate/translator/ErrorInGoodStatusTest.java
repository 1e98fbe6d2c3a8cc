package org.modelgate.translator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;

/** HTTP 200 with an error in it is an error, whole and streamed, at every provider. */
class ErrorInGoodStatusTest {
    private static final BodyScan SCAN = Dialects.client(DialectId.ANTHROPIC_MESSAGES)
            .scanner()
            .scan(
                    "{\"model\":\"m\",\"max_tokens\":1,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                            .getBytes(UTF_8));

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(
                        DialectId.ANTHROPIC_MESSAGES,
                        "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Internal server error\"}}"),
                arguments(
                        DialectId.OPENAI_CHAT,
                        "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}"),
                arguments(
                        DialectId.OPENAI_CHAT,
                        "{\"error\":{\"code\":502,\"message\":\"Provider returned error\",\"metadata\":{\"provider_name\":\"X\"}},"
                                + "\"user_id\":\"u\"}"),
                arguments(DialectId.OPENAI_CHAT, "{\"error\":\"model is loading\"}"),
                arguments(
                        DialectId.OPENAI_RESPONSES,
                        "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}"),
                arguments(
                        DialectId.OPENAI_RESPONSES,
                        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\","
                                + "\"message\":\"oops\"},\"output\":[]}"),
                arguments(
                        DialectId.GEMINI,
                        "{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}"),
                arguments(
                        DialectId.GEMINI,
                        "[{\n  \"error\": {\n    \"code\": 500,\n    \"message\": \"Internal error\",\n    \"status\": \"INTERNAL\"\n  }\n}]"),
                arguments(DialectId.BEDROCK_CONVERSE, "{\"message\":\"The system encountered an unexpected error\"}"));
    }

    private static void assertProvidersFault(GatewayError error) {
        assertThat(error).isNotNull();
        assertThat(error.fault()).isEqualTo(Fault.PROVIDER);
        assertThat(error.status()).isGreaterThanOrEqualTo(500);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aWholeAnswerThatIsAnErrorIsOne(DialectId provider, String body) {
        assertProvidersFault(
                Dialects.get(provider).meter().read(body.getBytes(UTF_8)).error());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyInPlaceOfAStreamIsAnErrorWithoutContent(DialectId provider, String body) {
        StreamTap tap = Dialects.get(provider).meter().streamTap(SCAN);
        assertThat(tap.feed(body.getBytes(UTF_8))).isEmpty();
        tap.end();
        assertThat(tap.phase()).isEqualTo(StreamTap.Phase.FAILED);
        assertThat(tap.contentSeen()).isFalse();
        assertProvidersFault(tap.error());
    }

    @ParameterizedTest
    @EnumSource(DialectId.class)
    void aPageOrNothingIsAnErrorToo(DialectId provider) {
        for (String body : new String[] {"", "<!DOCTYPE html><html><body>cloudflare</body></html>"}) {
            assertProvidersFault(
                    Dialects.get(provider).meter().read(body.getBytes(UTF_8)).error());
            StreamTap tap = Dialects.get(provider).meter().streamTap(SCAN);
            assertThat(tap.feed(body.getBytes(UTF_8))).isEmpty();
            tap.end();
            assertThat(tap.phase()).isEqualTo(StreamTap.Phase.FAILED);
            assertProvidersFault(tap.error());
        }
    }

    @ParameterizedTest
    @EnumSource(DialectId.class)
    void commentsAreEventsByWhichAStreamLivesAndSingleBytesAreNot(DialectId provider) {
        StreamTap tap = Dialects.get(provider).meter().streamTap(SCAN);
        tap.feed(": ping\n\n".getBytes(UTF_8));
        assertThat(tap.events()).isEqualTo(1);
        for (byte b : "data: {\"a".getBytes(UTF_8)) {
            tap.feed(new byte[] {b});
        }
        assertThat(tap.events()).isEqualTo(1);
    }
}
