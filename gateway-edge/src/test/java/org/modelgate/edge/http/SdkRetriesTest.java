package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.edge.Testbed.JSON;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.GatewayError;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.Testbed.Call;

/** Client libraries that try again by themselves, without an Idempotency-Key, after their connection broke. */
class SdkRetriesTest {
    private static final String UNARY = "{\"model\":\"m\"}";

    private Testbed bed;

    @BeforeEach
    void open() {
        bed = new Testbed();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    private CompletableFuture<HttpResponse<String>> attempt(int count) {
        return attempt("/v1/messages", count);
    }

    private CompletableFuture<HttpResponse<String>> attempt(String path, int count) {
        return bed.send(bed.post(path, UNARY, "x-stainless-retry-count", Integer.toString(count)));
    }

    /** A first try whose client has gone. */
    private Call lost(String header) throws IOException {
        Call call;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), bed.port())) {
            client.getOutputStream()
                    .write(("POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: " + Testbed.KEY + "\r\n" + header
                                    + "content-length: " + UNARY.length() + "\r\n\r\n" + UNARY)
                            .getBytes(StandardCharsets.US_ASCII));
            call = bed.nextCall();
        }
        bed.awaitOpenRequests(0);
        return call;
    }

    private Call lost() throws IOException {
        return lost("x-stainless-retry-count: 0\r\n");
    }

    @Test
    void theNextTryGetsTheAnswerThatNobodyTook() throws Exception {
        Call call = lost();
        call.answer(out -> {
            out.head(JSON);
            out.write(Buffer.buffer("{\"answer\":"));
            out.end(Buffer.buffer("1}"));
        });
        bed.awaitSweeps(3);
        HttpResponse<String> answer = attempt(1).get();
        assertThat(answer.body()).isEqualTo("{\"answer\":1}");
        assertThat(answer.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(answer.headers().firstValue("x-gateway-cost-usd")).contains("0");
        assertThat(bed.noCall()).isTrue();
        assertThat(bed.bufferedBodyBytes()).isZero();

        CompletableFuture<HttpResponse<String>> third = attempt(2);
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{}")));
        assertThat(third.get().headers().firstValue("idempotent-replayed")).isEmpty();
    }

    @Test
    void theNextTryWaitsForTheFirstOneThatStillRuns() throws Exception {
        Call call = lost();
        CompletableFuture<HttpResponse<String>> second = attempt(1);
        bed.awaitOpenRequests(1);
        bed.awaitSweeps(3);
        call.answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":1}")));
        assertThat(second.get().body()).isEqualTo("{\"answer\":1}");
        assertThat(bed.noCall()).isTrue();
    }

    @Test
    void theNextTryRunsIfTheFirstOneFails() throws Exception {
        Call call = lost();
        CompletableFuture<HttpResponse<String>> second = attempt(1);
        bed.awaitOpenRequests(1);
        bed.awaitSweeps(3);
        call.answer(out -> out.fail(GatewayError.provider("broken")));
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":2}")));
        assertThat(second.get().body()).isEqualTo("{\"answer\":2}");
        bed.awaitOpenRequests(0);
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void aFirstTryIsNeverAnsweredByAnother() throws Exception {
        Call call = lost();
        call.answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":1}")));
        bed.awaitSweeps(3);
        CompletableFuture<HttpResponse<String>> fresh = attempt(0);
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":2}")));
        assertThat(fresh.get().body()).isEqualTo("{\"answer\":2}");
        CompletableFuture<HttpResponse<String>> elsewhere = attempt("/v1/chat/completions", 1);
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":3}")));
        assertThat(elsewhere.get().body()).isEqualTo("{\"answer\":3}");
    }

    @Test
    void whoDoesNotTryAgainIsNotWaitedFor() throws Exception {
        Call call = lost("");
        assertThat(call.writer().awaitCancel(10)).isTrue();
    }

    @Test
    void whileItsClientWaitsAnAnswerPassesAsEver() throws Exception {
        CompletableFuture<HttpResponse<String>> response = attempt(0);
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":1}")));
        HttpResponse<String> answer = response.get();
        assertThat(answer.body()).isEqualTo("{\"answer\":1}");
        assertThat(answer.headers().firstValue("content-length")).contains("12");
        assertThat(answer.headers().firstValue("idempotent-replayed")).isEmpty();
        CompletableFuture<HttpResponse<String>> failed = attempt(1);
        bed.nextCall().answer(out -> out.fail(GatewayError.provider("broken")));
        assertThat(failed.get().statusCode()).isEqualTo(502);
    }
}
