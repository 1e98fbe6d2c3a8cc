package org.modelgate.deploy.it;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider that can send more than all sockets on the way hold, out of one buffer: a kernel swallows some MB for a reader that
 * never reads. A request whose text says {@code flood} gets that, another one a few chunks at a pace.
 */
final class Firehose implements AutoCloseable {
    private static final int FLOOD_CHUNKS = 100_000;
    private static final int PACE_MILLIS = 20;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final AtomicInteger floods = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicInteger whole = new AtomicInteger();
    private final HttpServer server;
    private final int pacedChunks;

    /** @param pacedChunks of an answer that isn't a flood */
    Firehose(int pacedChunks) throws TimeoutException {
        this.pacedChunks = pacedChunks;
        this.server = vertx.createHttpServer()
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .await(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Floods that began. */
    int floods() {
        return floods.get();
    }

    /** Floods whose receiver closed. */
    int gone() {
        return gone.get();
    }

    /** Floods that were taken to the end. */
    int whole() {
        return whole.get();
    }

    private void serve(HttpServerRequest request) {
        Script script = request.path().endsWith("/messages") ? Script.MESSAGES : Script.CHAT;
        request.body().onSuccess(body -> {
            HttpServerResponse response = request.response();
            response.setChunked(true).putHeader("content-type", "text/event-stream");
            response.write(script.start);
            if (body.toString().contains("flood")) {
                flood(script, response);
            } else {
                pace(script, response, pacedChunks);
            }
        });
    }

    private void flood(Script script, HttpServerResponse response) {
        floods.incrementAndGet();
        int[] left = {FLOOD_CHUNKS};
        response.closeHandler(closed -> {
            if (!response.ended()) {
                gone.incrementAndGet();
            }
        });
        response.exceptionHandler(failure -> left[0] = -1);
        response.drainHandler(drained -> pour(script, response, left));
        pour(script, response, left);
    }

    private void pour(Script script, HttpServerResponse response, int[] left) {
        while (left[0] > 0 && !response.writeQueueFull()) {
            left[0]--;
            response.write(script.large);
        }
        if (left[0] == 0 && !response.ended()) {
            whole.incrementAndGet();
            response.end(script.end);
        }
    }

    private void pace(Script script, HttpServerResponse response, int left) {
        if (response.closed()) {
            return;
        }
        if (left == 0) {
            response.end(script.end);
            return;
        }
        response.write(script.small);
        vertx.setTimer(PACE_MILLIS, id -> pace(script, response, left - 1));
    }

    @Override
    public void close() {
        vertx.close();
    }

    /** The events of one dialect. */
    private record Script(Buffer start, Buffer small, Buffer large, Buffer end) {
        static final Script MESSAGES = of("""
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m",\
                "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                """, """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}

                """, """
                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                "usage":{"output_tokens":400}}

                event: message_stop
                data: {"type":"message_stop"}

                """);

        static final Script CHAT = of("""
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":\
                [{"index":0,"delta":{"role":"assistant"},"finish_reason":null}]}

                """, """
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":\
                [{"index":0,"delta":{"content":"%s"},"finish_reason":null}]}

                """, """
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":\
                [{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],\
                "usage":{"prompt_tokens":5,"completion_tokens":400,"total_tokens":405}}

                data: [DONE]

                """);

        private static Script of(String start, String chunk, String end) {
            return new Script(
                    Buffer.buffer(start),
                    Buffer.buffer(chunk.formatted("four tokens of text")),
                    Buffer.buffer(chunk.formatted("word ".repeat(200))),
                    Buffer.buffer(end));
        }
    }
}
