package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.ShownUsage;
import org.modelgate.translator.ToolInput;

/** Whole messages, both ways. */
final class AnthropicResponses implements ResponseCodec {
    @Override
    public InferenceResponse decode(byte[] body) {
        JsonNode message = parse(body);
        if (message.path("type").asText().equals("error")) {
            throw AnthropicErrors.inBand(body).asException();
        }
        if (!message.path("content").isArray()) {
            throw GatewayError.provider("the provider's answer is not a message")
                    .asException();
        }
        try {
            JsonNode details = message.path("stop_details");
            return new InferenceResponse(
                    message.path("id").asText(""),
                    message.path("model").asText(""),
                    parts(message.path("content")),
                    Reasons.decode(text(message, "stop_reason")),
                    text(message, "stop_sequence"),
                    details.isObject() ? raw(details) : null,
                    usage(message.path("usage")),
                    text(message.path("usage"), "service_tier"),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            // HTML or a cut body: no message, which the caller says
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ContentPart> parts(JsonNode content) throws IOException {
        List<ContentPart> parts = new ArrayList<>();
        for (JsonNode block : content) {
            parts.add(
                    switch (block.path("type").asText()) {
                        case "text" ->
                            new ContentPart.Text(
                                    block.path("text").asText(),
                                    null,
                                    block.path("citations").isEmpty() ? null : raw(block.path("citations")));
                        case "thinking" ->
                            new ContentPart.Thinking(block.path("thinking").asText(), text(block, "signature"));
                        case "redacted_thinking" ->
                            new ContentPart.RedactedThinking(block.path("data").asText());
                        case "tool_use" ->
                            new ContentPart.ToolCall(
                                    block.path("id").asText(),
                                    block.path("name").asText(),
                                    raw(block.path("input")),
                                    null);
                        default ->
                            new ContentPart.Opaque(
                                    DialectId.ANTHROPIC_MESSAGES,
                                    block.path("type").asText(),
                                    raw(block));
                    });
        }
        return parts;
    }

    private static @Nullable Usage usage(JsonNode usage) throws IOException {
        UsageReader reader = new UsageReader();
        try (JsonParser p = Json.mapper().treeAsTokens(usage)) {
            if (p.nextToken() != null) {
                reader.read(p);
            }
        }
        return reader.usage();
    }

    private static @Nullable String text(JsonNode holder, String field) {
        JsonNode value = holder.path(field);
        return value.isTextual() ? value.asText() : null;
    }

    private static String raw(JsonNode node) throws JsonProcessingException {
        return Json.mapper().writeValueAsString(node);
    }

    @Override
    public byte[] encode(InferenceResponse response, AnswerContext context, GatewayUsage charge) {
        AnswerParts answer = new AnswerParts(context);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator g = Json.mapper().getFactory().createGenerator(bytes)) {
            g.writeStartObject();
            g.writeStringField("id", answer.messageId());
            g.writeStringField("type", "message");
            g.writeStringField("role", "assistant");
            g.writeStringField("model", context.clientModel());
            g.writeArrayFieldStart("content");
            boolean calls = false;
            boolean refused = false;
            for (ContentPart part : withoutLateSignatures(response.parts())) {
                calls |= part instanceof ContentPart.ToolCall;
                refused |= part instanceof ContentPart.Refusal;
                for (ObjectNode block : blocks(part, answer)) {
                    g.writeTree(block);
                }
            }
            g.writeEndArray();
            FinishReason reason =
                    refused && response.finish() == FinishReason.STOP ? FinishReason.REFUSAL : response.finish();
            String stopReason = Reasons.encode(answer.reason(reason), calls);
            g.writeStringField("stop_reason", stopReason);
            Endings.write(g, stopReason, response.stopSequence(), response.refusalJson());
            g.writeFieldName("usage");
            UsageWriter.write(g, ShownUsage.of(response.usage(), 0, charge), response.serviceTier());
            g.writeFieldName("gateway_usage");
            g.writeRawValue(GatewayUsageJson.value(charge));
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A message never ends with thinking, and clients take its last block for the answer. */
    private static List<ContentPart> withoutLateSignatures(List<ContentPart> parts) {
        int end = parts.size();
        while (end > 0
                && parts.get(end - 1) instanceof ContentPart.Thinking thinking
                && thinking.text().isEmpty()) {
            end--;
        }
        return end > 0 && parts.get(end - 1) instanceof ContentPart.Text ? parts.subList(0, end) : parts;
    }

    private static List<ObjectNode> blocks(ContentPart part, AnswerParts answer) throws IOException {
        if (part instanceof ContentPart.Opaque own) {
            return AnswerParts.opaque(own);
        }
        ObjectNode block = block(part, answer);
        return block == null ? List.of() : List.of(block);
    }

    /** Null for what the client isn't shown. */
    private static @Nullable ObjectNode block(ContentPart part, AnswerParts answer) throws IOException {
        return switch (part) {
            case ContentPart.Text text -> text.text().isEmpty() ? null : text(text, answer);
            case ContentPart.Refusal refusal -> refusal.text().isEmpty() ? null : answer.text(refusal.text());
            case ContentPart.Thinking thinking ->
                answer.showsThinking()
                        ? answer.thinking(thinking.text(), answer.signature(thinking.signature()))
                        : null;
            case ContentPart.RedactedThinking redacted ->
                answer.showsThinking() ? answer.redactedThinking(redacted.data()) : null;
            case ContentPart.ToolCall call ->
                answer.toolUse(call.id(), call.name()).set("input", ToolInput.parse(call.arguments()));
            case ContentPart.Opaque o -> null;
            case ContentPart.Image i -> null;
            case ContentPart.Document d -> null;
            case ContentPart.Audio a -> null;
            case ContentPart.SearchResult s -> null;
            case ContentPart.ToolResult r -> null;
        };
    }

    private static ObjectNode text(ContentPart.Text text, AnswerParts answer) throws JsonProcessingException {
        ObjectNode block = answer.text(text.text());
        if (text.citationsJson() != null) {
            block.set("citations", Json.mapper().readTree(text.citationsJson()));
        }
        return block;
    }
}
