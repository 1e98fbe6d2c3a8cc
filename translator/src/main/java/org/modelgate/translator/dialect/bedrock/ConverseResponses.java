package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ResponseDecoder;

/** Whole answers. They name neither an id nor a model. */
final class ConverseResponses implements ResponseDecoder {
    @Override
    public InferenceResponse decode(byte[] body) {
        JsonNode answer = parse(body);
        JsonNode content = answer.path("output").path("message").path("content");
        if (!content.isArray()) {
            throw GatewayError.provider("the provider's answer is not a message")
                    .asException();
        }
        List<ContentPart> parts = new ArrayList<>(content.size());
        content.forEach(block -> parts.add(part(block)));
        JsonNode sequence = answer.path("additionalModelResponseFields").path("stop_sequence");
        JsonNode tier = answer.path("serviceTier").path("type");
        return new InferenceResponse(
                "",
                "",
                parts,
                StopReasons.decode(answer.path("stopReason").asText()),
                sequence.isTextual() ? sequence.asText() : null,
                null,
                usage(answer.path("usage")),
                tier.isTextual() ? tier.asText() : null,
                null);
    }

    /** Missing if it isn't JSON. */
    static JsonNode parse(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            // HTML or a cut body: no message, which the caller says
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContentPart part(JsonNode block) {
        for (Map.Entry<String, JsonNode> member : block.properties()) {
            JsonNode value = member.getValue();
            return switch (member.getKey()) {
                case "text" -> ContentPart.Text.of(value.asText());
                case "reasoningContent" -> reasoning(value);
                case "toolUse" ->
                    new ContentPart.ToolCall(
                            value.path("toolUseId").asText(),
                            value.path("name").asText(),
                            value.path("input").isMissingNode() ? "{}" : raw(value.path("input")),
                            null);
                case "citationsContent" -> cited(value);
                default -> new ContentPart.Opaque(DialectId.BEDROCK_CONVERSE, member.getKey(), raw(value));
            };
        }
        return new ContentPart.Opaque(DialectId.BEDROCK_CONVERSE, "empty", "{}");
    }

    private static ContentPart reasoning(JsonNode value) {
        if (value.has("redactedContent")) {
            return new ContentPart.RedactedThinking(
                    value.path("redactedContent").asText());
        }
        JsonNode text = value.path("reasoningText");
        JsonNode signature = text.path("signature");
        return new ContentPart.Thinking(text.path("text").asText(), signature.isTextual() ? signature.asText() : null);
    }

    private static ContentPart cited(JsonNode value) {
        StringBuilder text = new StringBuilder();
        value.path("content").forEach(part -> text.append(part.path("text").asText()));
        ArrayNode citations = JsonNodeFactory.instance.arrayNode();
        value.path("citations").forEach(citation -> citations.add(Citations.canonical(citation)));
        return new ContentPart.Text(text.toString(), null, citations.isEmpty() ? null : citations.toString());
    }

    static @Nullable Usage usage(JsonNode usage) {
        try (JsonParser p = Json.mapper().treeAsTokens(usage)) {
            return p.nextToken() == null ? null : UsageReader.read(p);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String raw(JsonNode node) {
        try {
            return Json.mapper().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }
}
