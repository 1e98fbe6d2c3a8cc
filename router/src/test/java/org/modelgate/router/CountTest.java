package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.modelgate.router.Wire.error;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;

/** Tokens are counted by the provider that would answer, else estimated, and never charged. */
class CountTest {
    private static final String BODY =
            "{\"model\":\"%s\",\"anthropic_beta\":[\"b2\"],\"metadata\":{\"user_id\":\"u\"},\"tools\":[],\"x_new\":{\"a\":[1]},"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 3 }", "{ connect: 2s, first_byte: 300ms, idle: 300ms }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private TokensCounted count(String model) {
        return router.count(
                DialectId.ANTHROPIC_MESSAGES,
                BODY.formatted(model),
                Map.of("anthropic-beta", "b1,b2", "x-unknown", "z"));
    }

    @Test
    void theProviderOfTheFirstTargetCounts() {
        router.first.thenAnswer(200, "{\"input_tokens\":42}");
        TokensCounted counted = count("both");
        assertThat(counted.inputTokens()).isEqualTo(42);
        assertThat(counted.estimate()).isFalse();
        assertThat(counted.provider()).isEqualTo("one");
        assertThat(counted.model()).isEqualTo("m-one");
        ScriptedUpstream.Seen seen = router.first.seen().getFirst();
        assertThat(seen.uri()).isEqualTo("/v1/messages/count_tokens");
        assertThat(seen.body())
                .isEqualTo("{\"model\":\"m-one\",\"tools\":[],\"x_new\":{\"a\":[1]},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}");
        assertThat(seen.headers().get("x-api-key")).isEqualTo("key-one");
        assertThat(seen.headers().get("anthropic-beta")).isEqualTo("b1,b2");
        assertThat(seen.headers().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(seen.headers().contains("x-unknown")).isFalse();
    }

    @Test
    void nothingIsReservedOrCharged() {
        router.first.thenAnswer(200, "{\"input_tokens\":42}");
        count("both");
        assertThat(router.billing.admits).isEmpty();
        assertThat(router.billing.settles).isEmpty();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("refusal", script(e -> e.whole(400, error("invalid_request_error", "no")))),
                argumentSet("no such path", script(e -> e.whole(404, error("not_found_error", "no")))),
                argumentSet("own rate limit", script(e -> e.whole(429, error("rate_limit_error", "slow down")))),
                argumentSet("no count", script(e -> e.whole(200, "{\"tokens\":1}"))),
                argumentSet("no JSON", script(e -> e.whole(200, "<html>"))),
                argumentSet("a negative one", script(e -> e.whole(200, "{\"input_tokens\":-1}"))),
                argumentSet("cut", script(Exchange::cut)),
                argumentSet("silence", script(e -> {})));
    }

    private static Consumer<Exchange> script(Consumer<Exchange> script) {
        return script;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whereTheProviderDoesNotCountItIsEstimated(Consumer<Exchange> failure) {
        router.first.then(failure);
        TokensCounted counted = count("both");
        assertThat(counted.estimate()).isTrue();
        assertThat(counted.inputTokens()).isPositive();
        assertThat(router.second.seen()).isEmpty();
    }

    @Test
    void whatTheRequestAsksOfTheGatewayDoesNotReachATranslator() {
        router.first.thenAnswer(200, "{\"input_tokens\":5}");
        String body =
                "{\"model\":\"both\",\"provider\":{\"order\":[\"one\"]},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        router.count(DialectId.OPENAI_RESPONSES, body, Map.of());
        assertThat(router.translator.counted)
                .containsExactly("{\"model\":\"both\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    @Test
    void aClientOfAnotherDialectHasItsRequestTranslatedFirst() {
        router.first.thenAnswer(200, "{\"input_tokens\":5}");
        TokensCounted counted = router.count(DialectId.OPENAI_CHAT, BODY.formatted("single"), Map.of());
        assertThat(counted.inputTokens()).isEqualTo(5);
        assertThat(counted.warnings()).containsExactly("seed;unsupported", "user;unsupported");
        assertThat(router.first.seen().getFirst().body()).isEqualTo("{\"model\":\"m-one\"}");
        assertThat(router.first.seen().getFirst().headers().get("x-extra")).isEqualTo("1");
    }

    @Test
    void aStrictClientGetsAnErrorForAnyWarning() {
        Map<String, String> strict = Map.of("x-gateway-strict", "true");
        assertThatThrownBy(() -> router.count(DialectId.OPENAI_CHAT, BODY.formatted("single"), strict))
                .hasMessageStartingWith("seed: ")
                .hasMessageContaining("user (unsupported)");
        assertThat(router.first.seen()).isEmpty();
    }

    @Test
    void aClientsFaultIsAnErrorAndNoEstimate() {
        assertThatThrownBy(() -> router.count(
                        DialectId.OPENAI_CHAT, BODY.formatted("single").replace("hello", "refused"), Map.of()))
                .hasMessage("messages.0: is refused");
        assertThatThrownBy(() -> count("nothing")).hasMessage("there is no model 'nothing'");
    }
}
