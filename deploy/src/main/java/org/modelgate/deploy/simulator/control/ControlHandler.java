package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** The endpoints under {@code /_sim/}, by which a test steers and questions the simulator. */
public final class ControlHandler {

    public static final String PREFIX = "/_sim/";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FaultRules faults;
    private final Timelines timelines;
    private final UsageLog usage;
    private final SeenRequests seen;

    public ControlHandler(FaultRules faults, Timelines timelines, UsageLog usage, SeenRequests seen) {
        this.faults = faults;
        this.timelines = timelines;
        this.usage = usage;
        this.seen = seen;
    }

    private record Answer(int status, ObjectNode body) {
        static Answer ok(ObjectNode body) {
            return new Answer(200, body);
        }

        static Answer error(int status, String message) {
            return new Answer(status, JsonNodeFactory.instance.objectNode().put("error", message));
        }
    }

    public void handle(HttpServerRequest request, Buffer body) {
        Answer answer = answer(request, body);
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status()).putHeader("content-type", "application/json");
        response.end(answer.body().toString());
    }

    private Answer answer(HttpServerRequest request, Buffer body) {
        try {
            return switch (request.method().name() + ' ' + request.path()) {
                case "GET /_sim/health" -> Answer.ok(status("ok"));
                case "POST /_sim/faults" ->
                    new Answer(201, JsonNodeFactory.instance.objectNode().put("id", faults.add(read(body))));
                case "GET /_sim/faults" -> Answer.ok(faults.toJson());
                case "DELETE /_sim/faults" -> {
                    faults.clear();
                    yield Answer.ok(status("cleared"));
                }
                case "POST /_sim/timelines" -> new Answer(201, timelines.add(read(body)));
                case "GET /_sim/timelines" -> Answer.ok(timelines.toJson());
                case "DELETE /_sim/timelines" -> {
                    timelines.clear();
                    yield Answer.ok(status("cleared"));
                }
                case "GET /_sim/usage" ->
                    Answer.ok(usage.toJson(
                            request.getParam("model"),
                            Long.parseLong(request.getParam("after", "0")),
                            Integer.parseInt(request.getParam("limit", String.valueOf(Integer.MAX_VALUE)))));
                case "DELETE /_sim/usage" -> {
                    usage.clear();
                    yield Answer.ok(status("cleared"));
                }
                case "GET /_sim/requests/last" -> Answer.ok(seen.toJson());
                case "DELETE /_sim/requests/last" -> {
                    seen.clear();
                    yield Answer.ok(status("cleared"));
                }
                default -> Answer.error(404, "no such control endpoint");
            };
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode read(Buffer body) throws JsonProcessingException {
        return JSON.readTree(body.toString(StandardCharsets.UTF_8));
    }

    private static ObjectNode status(String text) {
        return JsonNodeFactory.instance.objectNode().put("status", text);
    }
}
