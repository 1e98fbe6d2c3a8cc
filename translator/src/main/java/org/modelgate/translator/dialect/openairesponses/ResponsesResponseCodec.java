package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.framing.JsonTree;

/** Whole responses, both ways. */
final class ResponsesResponseCodec implements ResponseCodec {
    @Override
    public InferenceResponse decode(byte[] body) {
        JsonNode response = JsonTree.of(body, 0, body.length);
        String status = response.path("status").asText("completed");
        if (response.path("output").isArray() && (status.equals("completed") || status.equals("incomplete"))) {
            return decode(response, status.equals("incomplete"));
        }
        boolean named = response.path("object").asText().equals("response");
        throw (named ? ResponsesErrorCodec.ofResponse(response) : noResponse(body)).asException();
    }

    private static GatewayError noResponse(byte[] body) {
        return ResponsesErrorCodec.inAnswer(body)
                .orElseGet(() -> GatewayError.provider("The provider's answer is no response."));
    }

    private static InferenceResponse decode(JsonNode response, boolean cut) {
        List<ContentPart> parts = new ArrayList<>();
        response.path("output").forEach(item -> item(item, parts));
        boolean calls = parts.stream().anyMatch(ContentPart.ToolCall.class::isInstance);
        JsonNode created = response.path("created_at");
        return new InferenceResponse(
                response.path("id").asText(""),
                response.path("model").asText(""),
                parts,
                Ending.decode(cut, response, calls),
                null,
                null,
                ResponseUsage.read(response),
                text(response, "service_tier"),
                created.isNumber() ? created.asLong() : null);
    }

    private static void item(JsonNode item, List<ContentPart> parts) {
        String type = item.path("type").asText("");
        switch (type) {
            case "message" -> item.path("content").forEach(part -> messagePart(part, parts));
            case "reasoning" -> {
                ReasoningItem reasoning = ReasoningItem.of(item);
                if (reasoning.replayable() || !reasoning.text().isEmpty()) {
                    parts.add(new ContentPart.Thinking(
                            reasoning.text(), reasoning.replayable() ? reasoning.payload() : null));
                }
            }
            case "function_call" -> call(item, item.path("arguments").asText(""), parts);
            case "custom_tool_call" -> {
                String input = item.path("input").asText("");
                boolean cut = item.path("status").asText("").equals("incomplete");
                String whole = CustomTools.arguments(input);
                // A call that broke off must not look whole.
                call(item, cut ? whole.substring(0, whole.length() - CallNames.INPUT_TAIL.length()) : whole, parts);
            }
            default -> parts.add(new ContentPart.Opaque(DialectId.OPENAI_RESPONSES, type, item.toString()));
        }
    }

    private static void call(JsonNode item, String arguments, List<ContentPart> parts) {
        String name = CallNames.of(item);
        if (!name.isEmpty()) {
            String id = item.path("call_id").asText("");
            parts.add(new ContentPart.ToolCall(id.isEmpty() ? "call_" + parts.size() : id, name, arguments, null));
        }
    }

    private static void messagePart(JsonNode part, List<ContentPart> parts) {
        switch (part.path("type").asText("")) {
            case "output_text" -> {
                String text = part.path("text").asText("");
                if (!text.isEmpty()) {
                    parts.add(new ContentPart.Text(
                            text, null, citations(part.path("annotations"), text), Logprobs.of(part.path("logprobs"))));
                }
            }
            case "refusal" ->
                parts.add(new ContentPart.Refusal(part.path("refusal").asText("")));
            default -> {
                // Kinds of parts to come.
            }
        }
    }

    private static @Nullable String citations(JsonNode annotations, String text) {
        ArrayNode citations = Json.mapper().createArrayNode();
        annotations.forEach(annotation -> WebCitation.of(annotation, text).ifPresent(citations::add));
        return citations.isEmpty() ? null : citations.toString();
    }

    private static @Nullable String text(JsonNode holder, String name) {
        JsonNode value = holder.path(name);
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
    }

    @Override
    public byte[] encode(InferenceResponse response, AnswerContext context, GatewayUsage charge) {
        return new ResponsesAnswerWriter(context).write(response, charge);
    }
}
