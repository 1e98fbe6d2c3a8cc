package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.json.Json;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.RequestEncoder;
import org.modelgate.translator.StopStrings;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Unsupported;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/**
 * A canonical request as {@code GenerateContentRequest}. The model stands in the path, whether it streams too. Cache marks, user
 * ids and cache keys have no field and are left out: the provider caches by itself. Safety settings are the operator's.
 */
final class GeminiRequestEncoder implements RequestEncoder {
    @Override
    public EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings) {
        Unsupported.check(request, Set.of(WebSearch.CHAT_OPTIONS), warnings);
        GeminiModel model = GeminiModel.of(target.model());
        ToolWriter tools = new ToolWriter(request, model, warnings);
        GenerationWriter generation = new GenerationWriter(request, model, target, tools.hasFunctions(), warnings);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        system(request, generation.instruction(), body);
        tools.write(body);
        generation.write(body);
        tier(request.serviceTier(), body, warnings);
        body.set("contents", contents(request, model, target, warnings));
        try {
            return new EncodedRequest(Json.mapper().writeValueAsBytes(body), Map.of())
                    .withStops(StopStrings.watched(generation.stopsLeftOut(), "stop_sequences", warnings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private static void system(InferenceRequest request, String instruction, ObjectNode body) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (ContentPart.Text text : request.system()) {
            if (!text.text().isBlank()) {
                PartWriter.text(text.text(), parts);
            }
        }
        PartWriter.text(instruction, parts);
        if (!parts.isEmpty()) {
            body.putObject("systemInstruction").set("parts", parts);
        }
    }

    private static void tier(@Nullable String tier, ObjectNode body, Warnings warnings) {
        switch (tier == null ? "" : tier) {
            case "", "auto" -> {
                // the provider's default
            }
            case "default", "standard_only" -> body.put("serviceTier", "standard");
            case "flex" -> body.put("serviceTier", "flex");
            case "priority", "fast", "ultrafast" -> body.put("serviceTier", "priority");
            default -> warnings.add("service_tier", "unsupported");
        }
    }

    private static ArrayNode contents(
            InferenceRequest request, GeminiModel model, TargetContext target, Warnings warnings) {
        ArrayNode contents = new ContentsWriter(model, target, warnings).write(request.messages());
        if (!contents.isEmpty()) {
            return contents;
        }
        if (request.system().stream().allMatch(text -> text.text().isBlank())) {
            throw GatewayError.invalid("messages", "at least one message with content is required")
                    .asException();
        }
        // A system prompt alone is refused.
        warnings.add("messages", "user-turn-inserted");
        PartWriter.text(" ", contents.addObject().put("role", "user").putArray("parts"));
        return contents;
    }
}
