package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The newest requests as they came, so that a test can look at what its gateway really sent. */
public final class SeenRequests {

    private static final int REQUESTS_MAX = 16;
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final Ring<Seen> ring = new Ring<>(REQUESTS_MAX);

    private record Seen(String method, String uri, MultiMap headers, Buffer body, int bodyBytes) {}

    public void add(String method, String uri, MultiMap headers, Buffer body) {
        Buffer kept = body.length() > BODY_BYTES_MAX ? body.getBuffer(0, BODY_BYTES_MAX) : body;
        ring.add(new Seen(method, uri, headers, kept, body.length()));
    }

    void clear() {
        ring.clear();
    }

    /** The newest first. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("requests");
        ring.items().reversed().forEach(seen -> list.add(one(seen)));
        return json;
    }

    private static ObjectNode one(Seen seen) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("method", seen.method());
        json.put("uri", seen.uri());
        ObjectNode headers = json.putObject("headers");
        seen.headers().forEach((name, value) -> headers.withArray(name).add(value));
        json.put("body", seen.body().toString(StandardCharsets.UTF_8));
        json.put("body_bytes", seen.bodyBytes());
        json.put("truncated", seen.bodyBytes() > seen.body().length());
        return json;
    }
}
