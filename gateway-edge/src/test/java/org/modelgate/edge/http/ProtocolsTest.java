package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.edge.Testbed.JSON;
import static org.modelgate.edge.Testbed.SSE;
import static org.modelgate.edge.Testbed.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.edge.EdgeConfig;
import org.modelgate.edge.TestLimits;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.Testbed.Call;

/** The same answers over HTTP/2, with and without TLS. */
class ProtocolsTest {
    private static final String STREAM = "{\"model\":\"m\",\"stream\":true}";
    private static final String UNARY = "{\"model\":\"m\"}";

    @TempDir
    private Path files;

    private Testbed bed;
    /** Kept, because Vert.x closes a client that nobody holds any more. */
    private HttpClientAgent client;

    @AfterEach
    void close() {
        bed.close();
    }

    private HttpClientAgent h2c(boolean upgrade) {
        client = bed.local()
                .vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(upgrade)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(bed.port()));
        return client;
    }

    private static Future<HttpClientResponse> ask(HttpClientAgent client, String body) {
        return client.request(HttpMethod.POST, "/v1/messages")
                .compose(request -> request.putHeader("x-api-key", Testbed.KEY).send(body));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clearTextHttp2IsSpokenByUpgradeAndByPriorKnowledge(boolean upgrade) {
        bed = new Testbed();
        Future<Buffer> body = ask(h2c(upgrade), UNARY).compose(response -> {
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(response.getHeader("request-id")).startsWith("req_");
            return response.body();
        });
        Call call = bed.nextCall();
        assertThat(call.delivery().payload().toString()).isEqualTo(UNARY);
        call.answer(out -> out.whole(JSON, Buffer.buffer("{\"answer\":1}")));
        assertThat(await(body).toString()).isEqualTo("{\"answer\":1}");
        bed.awaitOpenRequests(0);
    }

    @Test
    void aResetStreamCancelsItsCallAndNoOther() {
        bed = new Testbed();
        h2c(false);
        Promise<HttpClientRequest> sent = Promise.promise();
        client.request(HttpMethod.POST, "/v1/messages").onSuccess(request -> {
            request.putHeader("x-api-key", Testbed.KEY).send(STREAM);
            sent.complete(request);
        });
        HttpClientRequest first = await(sent.future());
        Call cancelled = bed.nextCall();
        Future<Buffer> other = ask(client, STREAM).compose(HttpClientResponse::body);
        Call kept = bed.nextCall();
        first.reset(8);
        assertThat(cancelled.writer().awaitCancel(10)).isTrue();
        kept.answer(out -> out.head(SSE));
        kept.write("data: 1\n\n");
        kept.answer(out -> out.end(Buffer.buffer()));
        assertThat(await(other).toString()).isEqualTo("data: 1\n\n");
        assertThat(kept.writer().cancels()).isZero();
    }

    @Test
    void aSlowHttp2ReaderHoldsTheProviderBack() {
        bed = new Testbed();
        Promise<HttpClientResponse> paused = Promise.promise();
        h2c(false).request(HttpMethod.POST, "/v1/messages").onSuccess(request -> {
            request.response().onSuccess(response -> {
                response.pause();
                paused.complete(response);
            });
            request.putHeader("x-api-key", Testbed.KEY).send(STREAM);
        });
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        String block = "x".repeat(16 * 1024);
        int sent = 0;
        while (call.write(block)) {
            sent += block.length();
            assertThat(sent).isLessThan(64 << 20);
        }
        HttpClientResponse response = await(paused.future());
        Future<Buffer> body = response.body();
        response.resume();
        call.answer(out -> out.end(Buffer.buffer()));
        assertThat(await(body).length()).isGreaterThan(sent);
    }

    @Test
    void anHttp2ReaderThatTakesNothingLosesItsStream() {
        bed = new Testbed(new TestLimits().stalled(Duration.ofMillis(200)));
        h2c(false).request(HttpMethod.POST, "/v1/messages").onSuccess(request -> {
            request.response().onSuccess(HttpClientResponse::pause);
            request.putHeader("x-api-key", Testbed.KEY).send(STREAM);
        });
        Call call = bed.nextCall();
        call.answer(out -> out.head(SSE));
        String block = "x".repeat(16 * 1024);
        while (call.write(block)) {
            assertThat(call.writer().cancels()).isZero();
        }
        assertThat(call.writer().awaitCancel(10)).isTrue();
    }

    @Test
    void aLargeBodyIsRefusedOnHttp2WithoutAConnectionHeader() {
        bed = new Testbed(new TestLimits().linger(Duration.ofMillis(200)));
        h2c(false);
        HttpClientResponse response = await(ask(client, "x".repeat(2 << 20)));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.getHeader("connection")).isNull();
        bed.awaitOpenRequests(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_2", "HTTP_1_1"})
    void overTlsBothVersionsAreNegotiated(String version) throws Exception {
        Path cert = files.resolve("cert.pem");
        Path key = files.resolve("key.pem");
        SelfSigned.write(cert, key);
        bed = new Testbed(
                new TestLimits(),
                config -> new EdgeConfig(
                        config.host(),
                        config.port(),
                        config.maxBodyBytes(),
                        config.drainTimeout(),
                        new EdgeConfig.Tls(cert, key),
                        config.admin()));
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.valueOf(version))
                .sslContext(trusting())
                .build()) {
            CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + bed.port() + "/v1/messages"))
                            .header("x-api-key", Testbed.KEY)
                            .POST(HttpRequest.BodyPublishers.ofString(STREAM))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Call call = bed.nextCall();
            call.answer(out -> out.head(SSE));
            call.write("data: 1\n\n");
            call.answer(out -> out.end(Buffer.buffer()));
            assertThat(response.get().version()).isEqualTo(HttpClient.Version.valueOf(version));
            assertThat(response.get().body()).isEqualTo("data: 1\n\n");
        }
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        return context;
    }

    /** The certificate is made in the test; who signed it is not what is tested. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
