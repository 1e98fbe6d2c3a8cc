package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.edge.Testbed.JSON;
import static org.modelgate.edge.Testbed.SSE;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.edge.RawClient;
import org.modelgate.edge.TestLimits;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.Testbed.Call;

/** Clients that go away, read slowly or not at all, and streams that are silent. */
class ClientFlowTest {
    private static final String STREAM = "{\"model\":\"m\",\"stream\":true}";
    private static final String UNARY = "{\"model\":\"m\"}";
    private static final int SMALL_SOCKET = 4 * 1024;

    private Testbed bed;

    @AfterEach
    void close() {
        bed.close();
    }

    private RawClient ask(String path, String body, int receiveBuffer) throws IOException {
        return new RawClient(bed.port(), receiveBuffer)
                .send("POST " + path + " HTTP/1.1\r\nhost: x\r\nx-api-key: " + Testbed.KEY + "\r\ncontent-length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void aClientThatGoesBeforeTheAnswerCancelsTheCall() throws Exception {
        bed = new Testbed();
        RawClient client = ask("/v1/messages", UNARY, 0);
        Call call = bed.nextCall();
        client.close();
        assertThat(call.writer().awaitCancel(10)).isTrue();
        assertThat(call.writer().reason().fault()).isEqualTo(Fault.CLIENT);
    }

    @Test
    void aClientThatGoesInMidStreamCancelsTheCall() throws Exception {
        bed = new Testbed();
        RawClient client = ask("/v1/messages", STREAM, 0);
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        call.write("data: 1\n\n");
        client.readUntil("data: 1");
        client.close();
        assertThat(call.writer().awaitCancel(10)).isTrue();
    }

    @Test
    void aSlowReaderHoldsTheProviderBackAndGetsEverythingInTheEnd() throws Exception {
        bed = new Testbed();
        RawClient client = ask("/v1/messages", STREAM, 0);
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        String block = "x".repeat(16 * 1024);
        int sent = 0;
        while (call.write(block)) {
            sent += block.length();
            // Sockets buffer some MB at most; beyond that somebody forgot to withhold window.
            assertThat(sent).isLessThan(64 << 20);
        }
        assertThat(call.writer().writable()).isZero();
        call.answer(out -> out.end(Buffer.buffer()));
        client.send("GET / HTTP/1.1\r\nhost: y\r\nconnection: close\r\n\r\n");
        String all = client.readToEnd();
        assertThat(all.chars().filter(c -> c == 'x').count()).isGreaterThan(sent);
        client.close();
    }

    @Test
    void aClientThatReadsNothingIsCutOff() throws Exception {
        bed = new Testbed(new TestLimits().stalled(Duration.ofMillis(200)));
        RawClient client = ask("/v1/messages", STREAM, SMALL_SOCKET);
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        String block = "x".repeat(16 * 1024);
        while (call.write(block)) {
            assertThat(call.writer().cancels()).isZero();
        }
        assertThat(call.writer().awaitCancel(10)).isTrue();
        assertThat(call.writer().reason().message()).contains("took nothing");
        client.close();
    }

    @Test
    void aClientThatTakesNoWholeAnswerIsCutOff() throws Exception {
        bed = new Testbed(new TestLimits().stalled(Duration.ofMillis(200)));
        RawClient client = ask("/v1/messages", UNARY, SMALL_SOCKET);
        bed.nextCall().answer(out -> out.whole(JSON, Buffer.buffer("x".repeat(16 << 20))));
        bed.awaitOpenRequests(0);
        assertThat(client.readToEnd().length()).isLessThan(16 << 20);
        client.close();
    }

    @Test
    void aSilentStreamIsPingedInTheDialect() throws Exception {
        bed = new Testbed(new TestLimits().ping(Duration.ofMillis(100)));
        RawClient client = ask("/v1/messages", STREAM, 0);
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        call.write("data: 1\n\n");
        client.readUntil("data: 1\n\n");
        client.readUntil("event: anthropic-ping\ndata: {}\n\n");
        client.readUntil("event: anthropic-ping\ndata: {}\n\n");
        client.close();
    }

    @Test
    void aStreamThatIsSilentFromTheStartBeginsWithAPing() throws Exception {
        bed = new Testbed(new TestLimits().ping(Duration.ofMillis(100)));
        RawClient client = ask("/v1/chat/completions", STREAM, 0);
        Call call = bed.nextCall();
        String head = client.readUntil("\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 200").contains("content-type: text/event-stream", "request-id: req_");
        client.readUntil("event: openai-ping");
        call.answer(out -> out.fail(GatewayError.timeout("too late")));
        assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("event: error", "\"code\":\"timeout\"");
        client.close();
    }

    @Test
    void aWholeAnswerIsNeverPinged() throws Exception {
        bed = new Testbed(new TestLimits().ping(Duration.ofMillis(40)));
        RawClient client = ask("/v1/messages", UNARY, 0);
        Call call = bed.nextCall();
        bed.awaitSweeps(10);
        call.answer(out -> out.whole(JSON, Buffer.buffer("{}")));
        assertThat(client.readUntil("{}")).contains("content-length: 2").doesNotContain("ping");
        client.close();
    }

    @Test
    void aCallThatTheRouterForgetsEndsWithATimeout() throws Exception {
        bed = new Testbed();
        RawClient client = new RawClient(bed.port())
                .send("POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-gateway-timeout: 1ms\r\nx-api-key: " + Testbed.KEY
                        + "\r\ncontent-length: " + UNARY.length() + "\r\n\r\n" + UNARY);
        assertThat(client.readUntil("\r\n")).startsWith("HTTP/1.1 504");
        client.close();
    }
}
