package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.edge.Testbed;

class RoutingTest {
    private static Testbed bed;

    @BeforeAll
    static void open() {
        bed = new Testbed();
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages",
                "/messages",
                "/v1/v1/messages",
                "/v1/v1/v1/messages?beta=true",
                "//v1//messages/",
                "/v1/messages?beta=true"
            })
    void pitfall03AnyNumberOfVersionsAndAnyQueryLeadToTheEndpoint(String path) throws Exception {
        CompletableFuture<HttpResponse<String>> response = bed.send(bed.post(path, "{\"model\":\"m\"}"));
        bed.nextCall().answer(out -> out.whole(Testbed.JSON, Buffer.buffer("{}")));
        assertThat(response.get().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/v1/messages/count_tokens,404,anthropic",
        "POST,/v1/messages/batches,404,anthropic",
        "GET,/v1/messages,405,anthropic",
        "POST,/v1/responses,404,openai",
        "GET,/v1/chat/completions,405,openai",
        "POST,/v1/complete,404,openai",
        "DELETE,/v1/models/a,405,openai",
        "POST,/v1/credits,405,openai",
        "GET,/v1/messagesx,404,openai",
        "GET,/v2/messages,404,openai"
    })
    void whatIsNotThereIsSaidInTheDialectOfItsPath(String method, String path, int status, String dialect)
            throws Exception {
        HttpResponse<String> response = bed.send(bed.request(path)
                        .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                        .build())
                .get();
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body())
                .contains("\"dialect\":\"" + dialect + "\"", status == 404 ? "not_found" : "method_not_allowed");
        assertThat(response.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    /** What the gateway doesn't do itself it passes to nobody, so that no provider's {@code results_url} can reach a client. */
    @ParameterizedTest
    @CsvSource({
        "POST,/v1/messages/batches,anthropic",
        "GET,/v1/messages/batches,anthropic",
        "GET,/v1/messages/batches/msgbatch_1,anthropic",
        "POST,/v1/messages/batches/msgbatch_1/cancel,anthropic",
        "GET,/v1/messages/batches/msgbatch_1/results,anthropic",
        "DELETE,/v1/messages/batches/msgbatch_1,anthropic",
        "POST,/v1/batches,openai",
        "GET,/v1/batches/batch_1,openai",
        "POST,/v1/batches/batch_1/cancel,openai"
    })
    void pitfall51NoBatchGoesToAProvider(String method, String path, String dialect) throws Exception {
        HttpResponse<String> response = bed.send(bed.request(path)
                        .header("content-type", "application/json")
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\"}}]}"))
                        .build())
                .get();
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .contains("\"dialect\":\"" + dialect + "\"", "not_found")
                .doesNotContain("results_url");
        assertThat(bed.noCall()).isTrue();
    }

    @Test
    void anthropicsVersionHeaderDecidesTheDialect() throws Exception {
        assertThat(bed.get("/v1/nothing", "anthropic-version", "2023-06-01").body())
                .contains("\"dialect\":\"anthropic\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void theHostCanBeProbed(String method) throws Exception {
        HttpResponse<String> response = bed.send(HttpRequest.newBuilder(bed.uri("/"))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build())
                .get();
        assertThat(response.statusCode()).isEqualTo(200);
    }
}
