package org.modelgate.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.edge.Testbed.SSE;
import static org.modelgate.edge.Testbed.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.edge.Testbed.Call;

class DrainTest {
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

    private Call begin(CompletableFuture<HttpResponse<InputStream>> response) throws Exception {
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        call.write("data: 1\n\n");
        assertThat(response.get().statusCode()).isEqualTo(200);
        return call;
    }

    private CompletableFuture<HttpResponse<InputStream>> stream() {
        return bed.http().sendAsync(bed.post("/v1/messages", STREAM), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void runningStreamsEndInPeaceAndNothingNewIsTaken() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = stream();
        Call call = begin(response);
        Future<Void> drained = bed.node().drain();
        assertThat(bed.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(bed.get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> refused =
                bed.send(bed.post("/v1/messages", STREAM)).get();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("server is draining");
        assertThat(refused.headers().firstValue("connection")).contains("close");
        assertThat(drained.isComplete()).isFalse();
        call.write("data: 2\n\n");
        call.answer(out -> out.end(Buffer.buffer()));
        assertThat(new String(response.get().body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("data: 1\n\ndata: 2\n\n");
        await(drained);
    }

    @Test
    void whatIsLeftEndsWithTheDialectsErrorEvent() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = stream();
        Call call = begin(response);
        Future<Void> drained = bed.node().drain();
        bed.undeploy();
        assertThat(new String(response.get().body().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("data: 1\n\nevent: error\n")
                .contains("\"dialect\":\"anthropic\"", "server is draining");
        assertThat(call.writer().awaitCancel(10)).isTrue();
        await(drained);
    }

    @Test
    void instancesShareTheirPort() {
        await(bed.local().vertx().deployVerticle(bed.node().verticle()));
        int port = bed.port();
        assertThat(port).isPositive();
        assertThat(bed.node().adminPort()).isPositive().isNotEqualTo(port);
        bed.undeploy();
        assertThat(bed.port()).isEqualTo(port);
        assertThat(bed.send(bed.post("/v1/nothing", "{}")).join().statusCode()).isEqualTo(404);
    }
}
