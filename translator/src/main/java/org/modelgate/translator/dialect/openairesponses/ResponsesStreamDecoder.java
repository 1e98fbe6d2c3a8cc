package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.SseDecoder;
import org.modelgate.translator.framing.SseEvent;

/** Responses stream to canonical events (openai-responses.md section 6; translation table 9.5). */
final class ResponsesStreamDecoder implements StreamDecoder {
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

    private final SseDecoder sse = new SseDecoder();
    private final DeltaFields delta = new DeltaFields();
    private final ArrivingItems items = new ArrivingItems();
    private boolean started;
    private boolean over;

    @Override
    public void feed(byte[] bytes, Consumer<StreamEvent> out) {
        guarded(out, () -> sse.feed(bytes, event -> event(event, out)));
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        guarded(out, () -> sse.end(event -> event(event, out)));
        fail(out, GatewayError.provider("The provider's stream broke off."));
    }

    private void guarded(Consumer<StreamEvent> out, Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            fail(out, e.error());
        }
    }

    private void fail(Consumer<StreamEvent> out, GatewayError error) {
        if (!over) {
            over = true;
            out.accept(new StreamEvent.Failed(error));
        }
    }

    private void event(SseEvent event, Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        switch (event.kind()) {
            case COMMENT -> out.accept(new StreamEvent.Ping());
            case RAW_JSON ->
                fail(out, ResponsesErrorCodec.inAnswer(event.data()).orElseGet(BareAnswer::noStream));
            case EVENT -> {
                try {
                    data(event, out);
                } catch (JsonProcessingException e) {
                    fail(out, GatewayError.provider("The provider's stream holds an event that is no JSON object."));
                } catch (IOException e) {
                    throw new UncheckedIOException("reading from memory", e);
                }
            }
        }
    }

    private void data(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        if (event.length() == 0 || event.startsWith(DONE)) {
            return;
        }
        if (event.name().isEmpty() || event.name().endsWith(".delta")) {
            delta.read(event.buffer(), event.offset(), event.length());
            if (delta.kind != DeltaFields.Kind.OTHER) {
                start("", "", out);
                items.delta(delta, out);
                return;
            }
        }
        JsonNode json = Json.mapper().readTree(event.buffer(), event.offset(), event.length());
        other(json.path("type").asText(event.name()), json, event, out);
    }

    private void other(String type, JsonNode json, SseEvent event, Consumer<StreamEvent> out) {
        int index = json.path("output_index").asInt();
        int part = json.path("content_index").asInt();
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> start(json.path("response"), out);
            case "response.output_item.added" -> items.added(index, json.path("item"), out);
            case "response.content_part.done" -> items.partDone(index, part, json.path("part"), out);
            case "response.output_text.annotation.added" -> items.annotation(index, part, json.path("annotation"));
            case "response.function_call_arguments.done" ->
                items.argumentsDone(index, json.path("arguments").asText(""), out);
            case "response.custom_tool_call_input.done" ->
                items.argumentsDone(index, json.path("input").asText(""), out);
            case "response.output_item.done" -> items.done(index, json.path("item"), out);
            case "response.completed" -> complete(json.path("response"), false, out);
            case "response.incomplete" -> complete(json.path("response"), true, out);
            case "response.failed", "response.cancelled" ->
                fail(out, ResponsesErrorCodec.ofResponse(json.path("response")));
            case "error" ->
                fail(
                        out,
                        ResponsesErrorCodec.inAnswer(event.data())
                                .orElseGet(() -> GatewayError.provider("The provider reported an error.")));
            default -> {
                // Progress of hosted tools, whose items come whole; event types to come.
            }
        }
    }

    private void start(JsonNode response, Consumer<StreamEvent> out) {
        start(response.path("id").asText(""), response.path("model").asText(""), out);
    }

    private void start(String id, String model, Consumer<StreamEvent> out) {
        if (!started) {
            started = true;
            out.accept(new StreamEvent.Start(id, model, null));
        }
    }

    private void complete(JsonNode response, boolean incomplete, Consumer<StreamEvent> out) {
        String status = response.path("status").asText("");
        if (status.equals("failed") || status.equals("cancelled")) {
            fail(out, ResponsesErrorCodec.ofResponse(response));
            return;
        }
        start(response, out);
        items.end(response.path("output"), out);
        Usage usage = ResponseUsage.read(response);
        if (usage != null) {
            out.accept(new StreamEvent.UsageUpdate(usage));
        }
        boolean cut = incomplete || status.equals("incomplete");
        out.accept(new StreamEvent.Finish(Ending.decode(cut, response, items.calls()), null, null));
        out.accept(new StreamEvent.Done());
        over = true;
    }
}
