package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.edge.RawClient;
import org.modelgate.edge.TestLimits;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.Testbed.Call;

/** What the HTTP rim refuses, and that it keeps no connection that it can't trust. */
class HttpLimitsTest {
    private static final String POST = "POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: " + Testbed.KEY + "\r\n";
    private static final String UNARY = "{\"model\":\"m\"}";
    private static final int MAX_BODY = 1 << 20;

    private Testbed bed = new Testbed(new TestLimits().linger(Duration.ofMillis(200)));

    @AfterEach
    void close() {
        bed.close();
    }

    private void rebuild(TestLimits limits) {
        bed.close();
        bed = new Testbed(limits);
    }

    private String talk(String request) throws IOException {
        try (RawClient client = new RawClient(bed.port())) {
            return client.send(request).readToEnd();
        }
    }

    private static String length(int bytes) {
        return "content-length: " + bytes + "\r\n\r\n";
    }

    @Test
    void aLongRequestLineIs414() throws Exception {
        assertThat(talk("GET /v1/" + "a".repeat(8 * 1024) + " HTTP/1.1\r\nhost: x\r\n\r\n"))
                .startsWith("HTTP/1.0 414")
                .contains("\"dialect\":\"openai\"", "request-id: req_");
    }

    @Test
    void longHeadersAre431() throws Exception {
        assertThat(talk(POST + "x-a: " + "a".repeat(9 * 1024) + "\r\n" + length(0)))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void manyHeadersAre431() throws Exception {
        try (RawClient client = new RawClient(bed.port())) {
            client.send(POST + "a:b\r\n".repeat(1_000) + length(0));
            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 431").contains("\"dialect\":\"anthropic\"");
        }
    }

    static Stream<Arguments> smuggled() {
        String second = "GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n";
        return Stream.of(
                Arguments.of(
                        "length and chunks", POST + "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("two lengths", POST + "content-length: 5\r\ncontent-length: 6\r\n\r\nhello"),
                Arguments.of("list of lengths", POST + "content-length: 5, 6\r\n\r\nhello"),
                Arguments.of("signed length", POST + "content-length: +5\r\n\r\nhello"),
                Arguments.of("negative length", POST + "content-length: -5\r\n\r\n"),
                Arguments.of("length no number", POST + "content-length: 0x5\r\n\r\nhello"),
                Arguments.of("strange coding", POST + "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n" + second),
                Arguments.of(
                        "two codings",
                        POST + "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n"),
                Arguments.of("bare LF in head", "POST /v1/messages HTTP/1.1\nhost: x\n\n" + second),
                Arguments.of(
                        "bare LF before a header", "POST /v1/messages HTTP/1.1\r\nhost: x\nx-a: b\r\n\r\n" + second),
                Arguments.of("space before colon", POST + "content-length : 5\r\n\r\nhello"),
                Arguments.of("NUL in a header", POST + "x-a: b\u0000c\r\n" + length(0)),
                Arguments.of("control byte before the line", "\u0001" + POST + length(0)),
                Arguments.of(
                        "chunks on HTTP/1.0",
                        "POST /v1/messages HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("no version", "GET /v1/models\r\n\r\n" + second));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smuggled")
    void ambiguousRequestsAreRefusedAndTheConnectionEnds(String name, String request) throws Exception {
        String answer = talk(request);
        assertThat(answer).matches("(?s)HTTP/1.[01] (400|501) .*");
        assertThat(answer.split("HTTP/1.", -1)).hasSize(2);
        assertThat(bed.noCall()).isTrue();
    }

    @Test
    void badChunksEndTheConnectionAndCallNobody() throws Exception {
        String answer = talk(POST + "transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n");
        assertThat(answer).doesNotContain("HTTP/1.1 200");
        assertThat(bed.noCall()).isTrue();
    }

    @Test
    void aBodyThatIsTooLongByItsLengthIs413BeforeItIsRead() throws Exception {
        String answer = talk(POST + length(MAX_BODY + 1));
        assertThat(answer).startsWith("HTTP/1.1 413").contains("connection: close", "request_too_large", "anthropic");
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void aLengthBeyondAllNumbersIs413() throws Exception {
        assertThat(talk(POST + "content-length: 9223372036854775807\r\n\r\n")).startsWith("HTTP/1.1 413");
    }

    @Test
    void aBodyThatBecomesTooLongIs413() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String answer = talk(POST + "transfer-encoding: chunked\r\n\r\n" + chunk.repeat(17) + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("connection: close", "request_too_large");
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void bodiesBeyondTheProcessesMemoryAre503() throws Exception {
        rebuild(new TestLimits().bufferedBodyBytes(100).linger(Duration.ofMillis(200)));
        assertThat(talk(POST + "content-length: 101\r\nconnection: close\r\n\r\n" + "x".repeat(101)))
                .startsWith("HTTP/1.1 503");
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void aSlowBodyIs408() throws Exception {
        rebuild(new TestLimits().bodyGrace(Duration.ofMillis(50)).linger(Duration.ofMillis(100)));
        assertThat(talk(POST + length(100) + "{")).startsWith("HTTP/1.1 408");
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void aHeadThatNeverEndsIsCut() throws Exception {
        rebuild(new TestLimits().head(Duration.ofMillis(200)));
        assertThat(talk("POST /v1/messages HTTP/1.1\r\nhost: x\r\n")).isEmpty();
        assertThat(talk("P")).isEmpty();
        assertThat(talk("")).isEmpty();
    }

    @Test
    void aHeadThatNeverEndsIsCutOnAConnectionThatWorkedBefore() throws Exception {
        rebuild(new TestLimits().head(Duration.ofMillis(200)));
        try (RawClient client = new RawClient(bed.port())) {
            client.send("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").readUntil("}}");
            assertThat(client.send("POST /v1/mess").readToEnd()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosedButNotOneThatWaitsForItsAnswer() throws Exception {
        rebuild(new TestLimits().keepAlive(Duration.ofMillis(100)).head(Duration.ofMillis(100)));
        try (RawClient client = new RawClient(bed.port())) {
            client.send(POST + length(UNARY.length()) + UNARY);
            Call call = bed.nextCall();
            bed.awaitSweeps(15);
            call.answer(out -> out.whole(Testbed.JSON, Buffer.buffer("{\"a\":1}")));
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("{\"a\":1}");
        }
    }

    @Test
    void aRefusedSmallBodyLeavesTheConnectionUsable() throws Exception {
        try (RawClient client = new RawClient(bed.port())) {
            client.send("POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: wrong\r\n" + length(5) + "hello");
            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 401");
            client.send(POST + length(UNARY.length()) + UNARY);
            assertThat(bed.nextCall().message().scan().model()).isEqualTo("m");
        }
    }

    @Test
    void theKeyIsCheckedBeforeTheBodyIsSent() throws Exception {
        try (RawClient client = new RawClient(bed.port())) {
            client.send("POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: wrong\r\nexpect: 100-continue\r\n"
                    + length(500_000));
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 401").contains("connection: close");
        }
    }

    @Test
    void aClientThatAsksMaySendItsBody() throws Exception {
        try (RawClient client = new RawClient(bed.port())) {
            client.send(POST + "expect: 100-continue\r\n" + length(UNARY.length()));
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");
            client.send(UNARY);
            assertThat(bed.nextCall().delivery().payload().toString()).isEqualTo(UNARY);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawClient client = new RawClient(bed.port())) {
            client.send("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\nGET /nothing HTTP/1.1\r\nhost: x\r\n\r\n");
            String first = client.readUntil("}}");
            String second = client.readUntil("}");
            assertThat(first).startsWith("HTTP/1.1 200");
            assertThat(second).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void tooManyOpenRequestsAre503() throws Exception {
        rebuild(new TestLimits().openRequests(1));
        try (RawClient first = new RawClient(bed.port());
                RawClient second = new RawClient(bed.port())) {
            first.send(POST + length(UNARY.length()) + UNARY);
            bed.nextCall();
            second.send(POST + length(UNARY.length()) + UNARY);
            assertThat(second.readUntil("}")).startsWith("HTTP/1.1 503");
        }
    }
}
