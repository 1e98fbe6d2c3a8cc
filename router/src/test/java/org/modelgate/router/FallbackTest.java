package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.OVERLOADED;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;
import static org.modelgate.router.Wire.error;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.UsageSource;

/** Another target is tried on any failure before content, and never after it. */
class FallbackTest {
    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture(
                "{ attempts: 3, base_delay: 10ms, max_delay: 2s }", "{ connect: 2s, first_byte: 300ms, idle: 300ms }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    static Stream<Arguments> failuresBeforeContent() {
        return Stream.of(
                argumentSet("rate limit", script(e -> e.whole(429, error("rate_limit_error", "slow down")))),
                argumentSet("server error", script(e -> e.whole(500, error("api_error", "oops")))),
                argumentSet("overloaded", script(e -> e.whole(529, error("overloaded_error", "busy")))),
                argumentSet("key refused", script(e -> e.whole(401, error("authentication_error", "bad key")))),
                argumentSet("forbidden", script(e -> e.whole(403, error("permission_error", "no")))),
                argumentSet("HTML of a balancer", script(e -> e.whole(502, "<html>bad gateway</html>"))),
                argumentSet("model unknown there", script(e -> e.whole(404, error("not_found_error", "model: m")))),
                argumentSet(
                        "prompt too long there",
                        script(e -> e.whole(400, error("invalid_request_error", "prompt is too long: 9 > 8")))),
                argumentSet("redirect", script(e -> e.whole(302, "", "location", "http://127.0.0.1:1/"))),
                argumentSet("closed without an answer", script(Exchange::cut)),
                argumentSet("error event", stream(START + OVERLOADED)),
                argumentSet("cut in the preamble", script(e -> {
                    e.head(200, "content-type", "text/event-stream");
                    e.chunk(START);
                    e.cut();
                })),
                argumentSet("end in the preamble", stream(START)),
                argumentSet("garbage", stream("this is no event stream\n\n")),
                argumentSet("JSON error in a 200", stream(error("api_error", "oops"))),
                argumentSet("no first byte", script(e -> {})),
                argumentSet("head and no first byte", script(e -> e.head(200))),
                argumentSet("silence in the preamble", script(e -> {
                    e.head(200, "content-type", "text/event-stream");
                    e.chunk(START);
                })));
    }

    private static Consumer<Exchange> script(Consumer<Exchange> script) {
        return script;
    }

    private static Consumer<Exchange> stream(String text) {
        return e -> {
            e.head(200, "content-type", "text/event-stream");
            e.chunk(text);
            e.end();
        };
    }

    @ParameterizedTest
    @MethodSource("failuresBeforeContent")
    void theNextTargetAnswersAndTheFailedOneIsNotCharged(Consumer<Exchange> failure) {
        router.first.then(failure);
        router.second.thenStream(START, BLOCK, delta("b"), END);
        RouterFixture.Call call = router.stream("both");
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(call.text()).startsWith(START + BLOCK + delta("b")).contains("\"provider\":\"two\"");
        assertThat(call.header("x-gateway-attempts")).isEqualTo("2");
        assertThat(router.billing.settles).hasSize(1);
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.provider()).isEqualTo("two");
        assertThat(settle.attempts()).hasSize(2);
        assertThat(settle.attempts().getFirst().outcome()).isNotEqualTo("ok");
        assertThat(settle.attempts().getLast().outcome()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void aRequestThatIsWrongIsNotTriedElsewhere(int status) {
        router.first.thenAnswer(status, error("invalid_request_error", "messages: too few"));
        GatewayError error = router.stream("both").error();
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.message()).contains("too few");
        assertThat(router.second.seen()).isEmpty();
        assertThat(router.billing.settles.getFirst().usage()).isNull();
    }

    @Test
    void afterContentThereIsNoOtherTargetAndTheClientPaysWhatItGot() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("both");
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a".repeat(400)));
        await().until(() -> call.text().contains("aaaa"));
        upstream.cut();
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(router.second.seen()).isEmpty();
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.outcome()).isEqualTo("interrupted");
        assertThat(settle.source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(settle.usage().input()).isEqualTo(10);
        assertThat(settle.usage().output()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void silenceAfterContentFailsTheStream() {
        router.first.then(e -> {
            e.head(200, "content-type", "text/event-stream");
            e.chunk(START + BLOCK + delta("a"));
        });
        RouterFixture.Call call = router.stream("both");
        assertThat(call.error().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(call.text()).contains("text_delta");
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void wholeAnswersFallBackToo() {
        router.first.thenAnswer(200, "{\"type\":\"message\",");
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("both");
        call.await();
        assertThat(call.header("x-gateway-provider")).isEqualTo("two");
    }

    @Test
    void attemptsAreLimitedOverAllTargetsAndTheLastErrorIsTheClients() {
        router.first.thenAnswer(500, error("api_error", "one"));
        router.second.thenAnswer(529, error("overloaded_error", "two"));
        RouterFixture.Call call = router.stream("both");
        call.error();
        assertThat(router.first.seen().size() + router.second.seen().size()).isEqualTo(3);
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.usage()).isNull();
        assertThat(settle.outcome()).isEqualTo("failed");
        assertThat(settle.attempts()).hasSize(3);
    }

    @Test
    void theSameTargetIsAskedAgainAfterAPause() {
        router.first.thenAnswer(503, error("api_error", "one")).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("single");
        call.await();
        assertThat(call.header("x-gateway-attempts")).isEqualTo("2");
    }

    @Test
    void aProviderThatAsksForAPauseBeyondTheLimitIsNotWaitedFor() {
        router.first.thenAnswer(429, error("rate_limit_error", "slow"), "retry-after", "60");
        GatewayError error = router.unary("single").error();
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.retryAfterMillis()).isEqualTo(60_000);
        assertThat(router.first.seen()).hasSize(1);
    }

    @Test
    void aProviderThatForbidsRepetitionIsNotAskedAgain() {
        router.first.thenAnswer(500, error("api_error", "one"), "x-should-retry", "false");
        assertThat(router.unary("single").error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(router.first.seen()).hasSize(1);
    }

    @Test
    void aConnectionThatDiedWhileIdleIsNoFailure() {
        router.first.thenAnswer(200, WHOLE).then(Exchange::cut).thenAnswer(200, WHOLE);
        router.unary("single").await();
        RouterFixture.Call call = router.unary("single");
        call.await();
        assertThat(call.header("x-gateway-attempts")).isEqualTo("1");
        assertThat(router.billing.settles.getLast().attempts()).hasSize(1);
        assertThat(router.first.seen()).hasSize(3);
    }

    @Test
    void aNewConnectionThatClosesWithoutAnAnswerIsAFailure() {
        router.first.then(Exchange::cut);
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("both");
        call.await();
        assertThat(call.header("x-gateway-attempts")).isEqualTo("2");
        assertThat(router.first.seen()).hasSize(1);
    }

    @Test
    void aProviderThatIsNotThereIsLeftForTheNext() {
        router.first.close();
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("both");
        call.await();
        assertThat(call.header("x-gateway-provider")).isEqualTo("two");
        assertThat(router.billing.settles).hasSize(1);
    }

    @Test
    void aWholeAnswerThatIsTooLargeFails() {
        router.first.thenAnswer(200, "x".repeat(2 * 1024 * 1024));
        assertThat(router.unary("single").error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void theWholeCallHasADeadline() {
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.ANTHROPIC_MESSAGES, RouterFixture.body("single", false), 300);
        assertThat(call.error().code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(router.billing.settles.getFirst().usage()).isNull();
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void heldContentIsDroppedWhenItsAttemptFails() {
        router.billing.confirms = false;
        router.first.then(e -> {
            e.head(200, "content-type", "text/event-stream");
            e.chunk(START + BLOCK + delta("lost"));
            e.cut();
        });
        router.second.thenHold();
        RouterFixture.Call call = router.stream("both");
        ScriptedUpstream.Exchange upstream = router.second.takeOpen();
        router.billing.confirm();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("kept") + END);
        upstream.end();
        call.await();
        assertThat(call.text()).contains("kept").doesNotContain("lost");
    }

    @Test
    void aRefusedKeyIsTheGatewaysFaultAndNotTheClients() {
        router.first.thenAnswer(401, error("authentication_error", "invalid x-api-key"));
        GatewayError error = router.unary("single").error();
        assertThat(error.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(error.status()).isEqualTo(502);
        assertThat(router.first.seen()).hasSize(1);
    }

    @Test
    void aPauseThatTheProviderAsksForIsKept() {
        router.first
                .thenAnswer(429, error("rate_limit_error", "slow"), "retry-after", "1")
                .thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("single");
        await().until(() -> router.first.seen().size() == 1);
        await().during(Duration.ofMillis(500)).until(() -> router.first.seen().size() == 1);
        call.await();
        assertThat(call.header("x-gateway-attempts")).isEqualTo("2");
    }

    @Test
    void aTranslatedCallFallsBackAndEndsTheTranslationThatIsNotUsed() {
        router.first.thenAnswer(500, error("api_error", "oops"));
        router.second.thenStream(START, BLOCK, delta("b"), END);
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("both", true), 10_000);
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(call.text()).startsWith("[" + START + BLOCK + delta("b"));
        assertThat(router.second.seen().getFirst().body()).startsWith("translated:{");
        await().until(() -> router.translator.dismissed.size() == 1);
    }
}
