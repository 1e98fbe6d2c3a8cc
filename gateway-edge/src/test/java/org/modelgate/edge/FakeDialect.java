package org.modelgate.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.StreamCodec;

/** As much of a dialect as the edge sees. Its errors say which dialect they are of. */
public record FakeDialect(DialectId id, String path) implements ClientDialect {
    public static final List<ClientDialect> BOTH = List.of(
            new FakeDialect(DialectId.ANTHROPIC_MESSAGES, "messages"),
            new FakeDialect(DialectId.OPENAI_CHAT, "chat/completions"));

    @Override
    public BodyScanner scanner() {
        return FakeDialect::scan;
    }

    private static BodyScan scan(byte[] body) {
        String model = tree(body).path("model").asText("");
        if (model.isEmpty()) {
            throw GatewayError.invalid("model", "is required").asException();
        }
        BodyScan.Span none = new BodyScan.Span(0, 0);
        boolean stream = tree(body).path("stream").asBoolean();
        return new BodyScan(
                model,
                none,
                stream,
                null,
                null,
                1,
                false,
                null,
                List.of(),
                0,
                0,
                0,
                1,
                false,
                false,
                0,
                body.length,
                0,
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (IOException e) {
            return Json.mapper().createObjectNode();
        }
    }

    @Override
    public ErrorCodec errors() {
        return new Errors(id == DialectId.ANTHROPIC_MESSAGES ? "anthropic" : "openai");
    }

    private record Errors(String name) implements ErrorCodec {
        @Override
        public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int status(GatewayError error) {
            return error.status() == 529 && name.equals("openai") ? 503 : error.status();
        }

        @Override
        public byte[] body(GatewayError error, String requestId) {
            return ("{\"dialect\":\"" + name + "\",\"code\":\""
                            + error.code().wireName() + "\",\"message\":\"" + error.message() + "\",\"request_id\":\""
                            + requestId + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] event(GatewayError error, String requestId) {
            return ("event: error\ndata: " + new String(body(error, requestId), StandardCharsets.UTF_8) + "\n\n")
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] ping() {
            return ("event: " + name + "-ping\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public Passthrough passthrough() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RequestCodec requests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ResponseCodec responses() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamCodec streams() {
        throw new UnsupportedOperationException();
    }
}
