package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.edge.Testbed.JSON;
import static org.modelgate.edge.Testbed.SSE;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.stream.Head;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.Testbed.Call;

class InferenceTest {
    private static final String UNARY = "{\"model\":\"m\"}";
    private static final String STREAM = "{\"model\":\"m\",\"stream\":true}";

    private Testbed bed;

    @BeforeEach
    void open() {
        bed = new Testbed();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    private static HttpResponse<String> result(CompletableFuture<HttpResponse<String>> response)
            throws ExecutionException, InterruptedException {
        return response.get();
    }

    @Test
    void aWholeAnswerComesWithItsLengthAndTheIds() throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        Call call = bed.nextCall();
        call.answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":1}")));
        HttpResponse<String> answer = result(response);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"answer\":1}");
        assertThat(answer.headers().firstValue("content-length")).contains("12");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        String id = answer.headers().firstValue("request-id").orElseThrow();
        assertThat(id)
                .matches("req_[0-9a-f]{32}")
                .isEqualTo(CallIds.requestId(call.message().callId()));
        assertThat(answer.headers().firstValue("x-request-id")).contains(id);
    }

    @Test
    void theRouterGetsTheBodyAsItCameAndWhoPays() throws Exception {
        bed.send(bed.post(
                "/v1/chat/completions",
                " {\"model\" : \"m\"}\n",
                "anthropic-beta",
                "a",
                "anthropic-beta",
                "b",
                "anthropic-version",
                "2023-06-01",
                "x-other",
                "secret",
                "x-gateway-timeout",
                "30s"));
        Call call = bed.nextCall();
        assertThat(call.delivery().payload().toString()).isEqualTo(" {\"model\" : \"m\"}\n");
        assertThat(call.message().principal()).isEqualTo(new Principal("acme", "key-1"));
        assertThat(call.message().dialect()).isEqualTo(DialectId.OPENAI_CHAT);
        assertThat(call.message().scan().model()).isEqualTo("m");
        assertThat(call.message().headers())
                .isEqualTo(Map.of("anthropic-version", "2023-06-01", "anthropic-beta", "a,b"));
        assertThat(call.message().timeoutMillis()).isBetween(1L, 30_000L);
        assertThat(call.message().callId().version()).isEqualTo(7);
    }

    @Test
    void aStreamPassesFrameByFrame() throws Exception {
        HttpResponse<InputStream> response = stream("/v1/messages", call -> {
            call.answer(out -> out.head(SSE));
            call.write("data: 1\n\n");
        });
        assertThat(response.headers().firstValue("x-accel-buffering")).contains("no");
        assertThat(response.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("content-length")).isEmpty();
        BufferedReader lines = lines(response);
        assertThat(lines.readLine()).isEqualTo("data: 1");
        last.write("data: 2\n\n");
        assertThat(lines.readLine()).isEmpty();
        assertThat(lines.readLine()).isEqualTo("data: 2");
        last.answer(out -> out.end(Buffer.buffer()));
        assertThat(lines.readLine()).isEmpty();
        assertThat(lines.readLine()).isNull();
    }

    private Call last;

    /** Sends a stream request and answers with what {@code begin} writes, which must bring the head. */
    private HttpResponse<InputStream> stream(String path, Consumer<Call> begin) throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response =
                bed.http().sendAsync(bed.post(path, STREAM), HttpResponse.BodyHandlers.ofInputStream());
        last = bed.nextCall();
        begin.accept(last);
        return response.get();
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void onlyKnownHeadersOfTheHeadReachTheClient() throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        Head head = new Head(
                201,
                List.of(
                        Map.entry("content-type", "application/json"),
                        Map.entry("x-gateway-provider", "p"),
                        Map.entry("anthropic-ratelimit-requests-limit", "7"),
                        Map.entry("set-cookie", "a=b"),
                        Map.entry("connection", "close"),
                        Map.entry("transfer-encoding", "chunked"),
                        Map.entry("server", "nginx"),
                        Map.entry("x-gateway-warnings", "a\r\nx-evil: 1")));
        bed.nextCall().answer(out -> out.whole(head, Buffer.buffer("{}")));
        HttpResponse<String> answer = result(response);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().map().keySet())
                .containsExactlyInAnyOrder(
                        "content-type",
                        "content-length",
                        "request-id",
                        "x-request-id",
                        "x-gateway-provider",
                        "anthropic-ratelimit-requests-limit");
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages,anthropic", "/v1/chat/completions,openai"})
    void anErrorBeforeTheHeadIsAnHttpErrorInTheDialect(String path, String dialect) throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post(path, STREAM));
        bed.nextCall()
                .answer(out -> out.fail(GatewayError.of(Fault.PROVIDER, ErrorCode.OVERLOADED, "busy")
                        .withRetryAfterMillis(1_001)));
        HttpResponse<String> answer = result(response);
        assertThat(answer.statusCode()).isEqualTo(dialect.equals("openai") ? 503 : 529);
        assertThat(answer.body()).contains("\"dialect\":\"" + dialect + "\"", "\"code\":\"overloaded\"");
        assertThat(answer.body())
                .contains(answer.headers().firstValue("request-id").orElseThrow());
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(answer.headers().firstValue("retry-after-ms")).contains("1001");
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages, anthropic-ratelimit-requests-remaining",
        "/v1/chat/completions, x-ratelimit-remaining-requests"
    })
    void everyRefusalSaysHowTheCallersLimitsStand(String path, String header) throws Exception {
        bed.limits(Map.of("requests-limit", 7L, "requests-remaining", 3L));
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post(path, UNARY));
        bed.nextCall().answer(out -> out.fail(GatewayError.of(Fault.ACCOUNT, ErrorCode.RATE_LIMIT_EXCEEDED, "slow")));
        assertThat(result(response).statusCode()).isEqualTo(429);
        assertThat(result(response).headers().firstValue(header)).contains("3");

        HttpResponse<String> wrong = result(bed.send(bed.post(path, "{}")));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue(header)).contains("3");
    }

    @Test
    void aRefusalDoesNotWaitForABillingThatIsGone() throws Exception {
        bed.limits(Map.of("requests-limit", 7L));
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        Call call = bed.nextCall();
        bed.billing().await(() -> bed.billing().endpoint().close());
        call.answer(out -> out.fail(GatewayError.unavailable("no billing")));
        assertThat(result(response).statusCode()).isEqualTo(503);
    }

    @Test
    void clientsAreToldNotToRetryWhatCannotGetBetter() throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        bed.nextCall()
                .answer(out -> out.fail(GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "no credit")));
        HttpResponse<String> answer = result(response);
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages,anthropic", "/v1/chat/completions,openai"})
    void anErrorInAStreamIsTheDialectsEventAndTheEnd(String path, String dialect) throws Exception {
        HttpResponse<InputStream> response = stream(path, call -> {
            call.answer(out -> out.head(SSE));
            call.write("data: 1\n\n");
        });
        last.answer(out -> out.fail(GatewayError.provider("cut")));
        String all = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all)
                .startsWith("data: 1\n\nevent: error\ndata: {\"dialect\":\"" + dialect)
                .contains("provider_error");
    }

    @Test
    void aWholeAnswerThatBreaksIsCutSoThatNobodyTakesItForWhole() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response =
                bed.http().sendAsync(bed.post("/v1/messages", UNARY), HttpResponse.BodyHandlers.ofInputStream());
        Call call = bed.nextCall();
        call.answer(out -> out.head(JSON));
        call.write("{\"a\":");
        call.write("1,");
        InputStream body = response.get().body();
        assertThat(body.read()).isEqualTo('{');
        call.answer(out -> out.fail(GatewayError.provider("cut")));
        Assertions.assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void aWholeAnswerThatFailsBeforeItWasSentIsAnError() throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        Call call = bed.nextCall();
        call.answer(out -> out.head(JSON));
        call.write("{\"a\":");
        call.answer(out -> out.fail(GatewayError.provider("cut")));
        assertThat(result(response).statusCode()).isEqualTo(502);
        assertThat(result(response).body()).contains("provider_error");
    }

    @Test
    void aLargeWholeAnswerArrivesWhole() throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        String large = "x".repeat(3_000_000);
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer(large)));
        assertThat(result(response).body()).isEqualTo(large);
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages,anthropic", "/v1/chat/completions,openai"})
    void aBodyThatCannotBeScannedIsRefusedInTheDialect(String path, String dialect) throws Exception {
        HttpResponse<String> answer = result(bed.send(bed.post(path, "{}")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(dialect, "invalid_request", "model: is required");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(bed.noCall()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"abc", "0s", "-1s", "99999999999999999999d"})
    void aWrongTimeoutIsRefused(String timeout) throws Exception {
        HttpResponse<String> answer = result(bed.send(bed.post("/v1/messages", UNARY, "x-gateway-timeout", timeout)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("x-gateway-timeout");
    }

    @Test
    void withoutARouterTheAnswerIs503() throws Exception {
        bed.router().await(() -> bed.router().endpoint().close());
        HttpResponse<String> answer = result(bed.send(bed.post("/v1/messages", UNARY)));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("unavailable");
    }

    @Test
    void aRouterThatDiesEndsTheStreamWithAnErrorEvent() throws Exception {
        HttpResponse<InputStream> response = stream("/v1/messages", call -> {
            call.answer(out -> out.head(SSE));
            call.write("data: 1\n\n");
        });
        bed.router().await(() -> bed.router().endpoint().close());
        String all = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all).startsWith("data: 1\n\n").contains("event: error");
    }

    @Test
    void aCompressedBodyIsRefusedByName() throws Exception {
        HttpResponse<String> answer = result(bed.send(bed.post("/v1/messages", UNARY, "content-encoding", "gzip")));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("content-encoding");
    }

    @Test
    void identityIsNoCompression() throws Exception {
        bed.send(bed.post("/v1/messages", UNARY, "content-encoding", "identity"));
        assertThat(bed.nextCall().message().scan().model()).isEqualTo("m");
    }

    @Test
    void aBodyWithoutLengthIsRead() throws Exception {
        byte[] body = UNARY.getBytes(StandardCharsets.UTF_8);
        HttpRequest chunked = bed.request("/v1/messages")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        bed.send(chunked);
        assertThat(bed.nextCall().delivery().payload().toString()).isEqualTo(UNARY);
    }

    @Test
    void bodiesLeaveTheBudgetWhenTheAnswerBegins() throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post("/v1/messages", UNARY));
        Call call = bed.nextCall();
        assertThat(bed.bufferedBodyBytes()).isEqualTo(UNARY.length());
        call.answer(out -> out.whole(JSON, Buffer.buffer("{}")));
        result(response);
        assertThat(bed.bufferedBodyBytes()).isZero();
    }
}
