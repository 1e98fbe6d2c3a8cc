package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.edge.Testbed.JSON;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.messages.answers.AnswerClaim;
import org.modelgate.common.bus.messages.answers.AnswerClaim.Verdict;
import org.modelgate.common.bus.messages.answers.AnswerKept;
import org.modelgate.common.bus.messages.answers.ClaimAnswer;
import org.modelgate.common.bus.messages.answers.KeepAnswer;
import org.modelgate.common.bus.messages.answers.ReleaseAnswer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.Testbed.Call;

/** What an edge does with an Idempotency-Key; billing's part is {@code KeptAnswersTest}. */
class IdempotencyTest {
    private static final String UNARY = "{\"model\":\"m\"}";
    private static final Head COSTLY = new Head(
            200, List.of(Map.entry("content-type", "application/json"), Map.entry("x-gateway-cost-usd", "0.5")));

    private final Map<String, AnswerClaim> verdicts = new HashMap<>();
    private final BlockingQueue<BusMessage> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> payloads = new LinkedBlockingQueue<>();
    private final List<ClaimAnswer> claims = new ArrayList<>();
    private Testbed bed;

    @BeforeEach
    void open() {
        bed = new Testbed();
        bed.billing().run(() -> {
            bed.billing().endpoint().serve(ClaimAnswer.class, ask -> {
                claims.add(ask.message());
                AnswerClaim verdict = verdicts.get(ask.message().key());
                return Future.succeededFuture(
                        verdict == null
                                ? Answer.of(new AnswerClaim(
                                        Verdict.RUN, 0, Map.of(), ask.message().callId()))
                                : new Answer<>(verdict, Buffer.buffer("{\"kept\":true}")));
            });
            bed.billing().endpoint().serve(KeepAnswer.class, ask -> {
                payloads.add(ask.payload().toString());
                told.add(ask.message());
                return Future.succeededFuture(Answer.of(new AnswerKept()));
            });
            bed.billing().endpoint().serve(ReleaseAnswer.class, ask -> {
                told.add(ask.message());
                return Future.succeededFuture(Answer.of(new AnswerKept()));
            });
        });
    }

    @AfterEach
    void close() {
        bed.close();
    }

    private CompletableFuture<HttpResponse<String>> post(String key, String body) {
        return bed.send(bed.post("/v1/messages", body, "idempotency-key", key));
    }

    private <M> M told(Class<M> type) throws InterruptedException {
        return type.cast(told.poll(10, TimeUnit.SECONDS));
    }

    private HttpResponse<String> verdict(Verdict verdict) throws Exception {
        AnswerClaim claim = new AnswerClaim(
                verdict,
                verdict == Verdict.REPLAY ? 200 : 0,
                Map.of("x-gateway-provider", "p", "x-gateway-cost-usd", "0.5"),
                new UUID(1, 2));
        bed.billing().run(() -> verdicts.put("k", claim));
        HttpResponse<String> answer = post("k", UNARY).get();
        assertThat(bed.noCall()).isTrue();
        assertThat(bed.bufferedBodyBytes()).isZero();
        return answer;
    }

    @Test
    void anAnswerIsKeptBeforeItLeaves() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("k", UNARY);
        Call call = bed.nextCall();
        call.answer(out -> out.whole(COSTLY, Buffer.buffer("{\"answer\":1}")));
        HttpResponse<String> answer = response.get();

        assertThat(answer.body()).isEqualTo("{\"answer\":1}");
        assertThat(answer.headers().firstValue("content-length")).contains("12");
        KeepAnswer kept = told(KeepAnswer.class);
        assertThat(kept.callId()).isEqualTo(call.message().callId());
        assertThat(kept.account()).isEqualTo("acme");
        assertThat(kept.key()).isEqualTo("k");
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.headers()).containsEntry("x-gateway-cost-usd", "0.5");
        assertThat(kept.tooLarge()).isFalse();
        assertThat(payloads.take()).isEqualTo(answer.body());
        bed.awaitOpenRequests(0);
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void fingerprintsTellBodiesAndEndpointsApart() throws Exception {
        String large = "{\"model\":\"m\",\"x\":\"" + "y".repeat(300_000) + "\"}";
        for (String body : List.of(UNARY, UNARY, " " + UNARY, large)) {
            CompletableFuture<HttpResponse<String>> response = post("k", body);
            bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{}")));
            response.get();
        }
        CompletableFuture<HttpResponse<String>> chat =
                bed.send(bed.post("/v1/chat/completions", UNARY, "idempotency-key", "k"));
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{}")));
        chat.get();
        List<String> prints = bed.billing()
                .call(() -> claims.stream().map(ClaimAnswer::fingerprint).toList());
        assertThat(prints.get(0)).isEqualTo(prints.get(1)).matches("[0-9a-f]{64}");
        assertThat(prints.stream().distinct()).hasSize(4);
    }

    @Test
    void aKeptAnswerIsGivenAgainAndSaysSo() throws Exception {
        HttpResponse<String> answer = verdict(Verdict.REPLAY);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"kept\":true}");
        assertThat(answer.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(answer.headers().firstValue("x-gateway-provider")).contains("p");
        assertThat(answer.headers().allValues("x-gateway-cost-usd")).containsExactly("0");
        assertThat(answer.headers().firstValue("x-gateway-original-request"))
                .contains(CallIds.requestId(new UUID(1, 2)));
    }

    @Test
    void aRunningRequestIsAConflictThatClientsTryAgain() throws Exception {
        HttpResponse<String> answer = verdict(Verdict.RUNNING);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
    }

    @Test
    void aLostAnswerIsAConflictThatNobodyTriesAgain() throws Exception {
        HttpResponse<String> answer = verdict(Verdict.LOST);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void aKeyOfAnotherRequestIsRefused() throws Exception {
        HttpResponse<String> answer = verdict(Verdict.OTHER_REQUEST);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("idempotency-key: this key was used for another request");
    }

    @Test
    void aFailedCallFreesItsKeyBeforeTheClientHearsOfIt() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("k", UNARY);
        Call call = bed.nextCall();
        call.answer(out -> out.fail(GatewayError.provider("broken")));
        assertThat(response.get().statusCode()).isEqualTo(502);
        assertThat(told(ReleaseAnswer.class).callId()).isEqualTo(call.message().callId());
    }

    @Test
    void anErrorOfTheProviderIsPassedOnAndNotKept() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("k", UNARY);
        bed.nextCall().answer(out -> out.whole(new Head(400, JSON.headers()), Buffer.buffer("{\"error\":1}")));
        assertThat(response.get().statusCode()).isEqualTo(400);
        assertThat(told(ReleaseAnswer.class).key()).isEqualTo("k");
    }

    @Test
    void aCallGoesOnWithoutItsClientAndItsAnswerIsKept() throws Exception {
        Call call;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), bed.port())) {
            client.getOutputStream()
                    .write(("POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: " + Testbed.KEY
                                    + "\r\nidempotency-key: k\r\ncontent-length: " + UNARY.length() + "\r\n\r\n"
                                    + UNARY)
                            .getBytes(StandardCharsets.US_ASCII));
            call = bed.nextCall();
        }
        bed.awaitOpenRequests(0);
        call.answer(out -> out.whole(JSON, Buffer.buffer("{\"late\":1}")));
        assertThat(told(KeepAnswer.class).callId()).isEqualTo(call.message().callId());
        assertThat(payloads.take()).isEqualTo("{\"late\":1}");
    }

    @Test
    void anAnswerTooLargeToBeKeptPassesWholeAndIsNotedAsSuch() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("k", UNARY);
        Call call = bed.nextCall();
        String part = "x".repeat(32_000);
        call.answer(out -> out.head(JSON));
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            sent.append(part);
            int before = call.writer().writable();
            if (!call.write(part)) {
                Awaitility.await().until(() -> call.writer().writable() > before);
            }
        }
        call.answer(out -> out.end(Buffer.buffer("end")));
        assertThat(response.get().body()).isEqualTo(sent.append("end").toString());
        assertThat(told(KeepAnswer.class).tooLarge()).isTrue();
        assertThat(payloads.take()).isEmpty();
    }

    @Test
    void streamsTakeNoKey() throws Exception {
        HttpResponse<String> answer =
                post("k", "{\"model\":\"m\",\"stream\":true}").get();
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("idempotency-key: is for requests without stream only");
        assertThat(bed.noCall()).isTrue();
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b"})
    void keysThatAreNoneAreRefused(String key) throws Exception {
        assertThat(post(key, UNARY).get().statusCode()).isEqualTo(400);
        assertThat(bed.noCall()).isTrue();
    }

    @Test
    void aKeyThatIsTooLongIsRefused() throws Exception {
        assertThat(post("k".repeat(256), UNARY).get().statusCode()).isEqualTo(400);
        assertThat(bed.noCall()).isTrue();
    }

    @Test
    void withoutBillingNothingRunsUnderAKey() throws Exception {
        bed.get("/v1/models");
        bed.billing().await(() -> bed.billing().endpoint().close());
        assertThat(post("k", UNARY).get().statusCode()).isEqualTo(503);
        assertThat(bed.noCall()).isTrue();
    }
}
