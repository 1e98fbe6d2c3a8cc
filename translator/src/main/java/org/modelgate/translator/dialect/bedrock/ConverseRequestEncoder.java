package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Conversation;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Instructions;
import org.modelgate.translator.SchemaRules;
import org.modelgate.translator.StopStrings;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Unsupported;
import org.modelgate.translator.Warnings;

/**
 * A canonical request in Converse's shape, a function of the request alone, so that a conversation keeps its bytes from turn to
 * turn. Model and streaming stand in the path.
 */
final class ConverseRequestEncoder {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A message that holds a document must hold a text. */
    private static final String ABOUT_DOCUMENT = "A document is attached.";

    private final InferenceRequest request;
    private final TargetContext target;
    private final Warnings warnings;
    private final ModelTraits traits;
    private final CachePoints points;
    private final BlockWriter blocks;
    private final ToolsWriter tools;
    private final ObjectNode body = JSON.objectNode();

    ConverseRequestEncoder(InferenceRequest request, TargetContext target, Warnings warnings) {
        this.request = request;
        this.target = target;
        this.warnings = warnings;
        this.traits = ModelTraits.of(target.model());
        this.points = new CachePoints(traits.cachePoints(), warnings);
        this.blocks = new BlockWriter(target, traits, points, warnings);
        this.tools = new ToolsWriter(request, traits, warnings);
    }

    EncodedRequest encode() {
        Unsupported.check(request, warnings);
        tools.write(body);
        new SettingsWriter(request, target, traits, warnings).write(body);
        format();
        tier();
        system();
        messages(new Conversation(false, warnings).arrange(request.messages()));
        points.trim();
        return new EncodedRequest(bytes(), Map.of()).withStops(StopStrings.blankOnes(request.stop(), warnings));
    }

    private void format() {
        if (!(request.format() instanceof OutputFormat.JsonSchema format) || !traits.structuredOutput()) {
            return;
        }
        JsonNode schema = tree(format.schemaJson());
        SchemaRules.makeStrict(schema);
        ObjectNode textFormat = outputConfig().putObject("textFormat").put("type", "json_schema");
        ObjectNode definition = textFormat
                .putObject("structure")
                .putObject("jsonSchema")
                .put("schema", schema.toString())
                .put("name", format.name() == null ? "response" : format.name());
        if (format.description() != null) {
            definition.put("description", format.description());
        }
    }

    private ObjectNode outputConfig() {
        return body.putObject("outputConfig");
    }

    private void tier() {
        String tier = request.serviceTier();
        switch (tier == null ? "" : tier) {
            case "", "auto" -> {
                // the provider's default
            }
            case "default", "standard_only" -> body.putObject("serviceTier").put("type", "default");
            case "priority", "fast", "ultrafast" ->
                body.putObject("serviceTier").put("type", "priority");
            case "flex" -> body.putObject("serviceTier").put("type", "flex");
            default -> warnings.add("service_tier", "unsupported");
        }
    }

    private void system() {
        List<ContentPart.Text> texts = new ArrayList<>(request.system());
        texts.addAll(instructions());
        ArrayNode system = JSON.arrayNode();
        texts.forEach(text -> blocks.text(system, text));
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    /** What is asked for in words because the API has no field for it. */
    private List<ContentPart.Text> instructions() {
        List<ContentPart.Text> texts = new ArrayList<>();
        switch (request.format()) {
            case OutputFormat.Text text -> {
                // nothing to ask for
            }
            case OutputFormat.JsonObject json -> {
                warnings.add("response_format", "as-instruction");
                texts.add(Instructions.jsonObject());
            }
            case OutputFormat.JsonSchema schema -> {
                if (!traits.structuredOutput()) {
                    warnings.add("response_format", "as-instruction");
                    texts.add(Instructions.schema(schema));
                }
            }
        }
        ContentPart.Text forced = tools.instruction();
        if (forced != null) {
            texts.add(forced);
        }
        return texts;
    }

    private void messages(List<Message> messages) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < messages.size(); i++) {
            ArrayNode content = JSON.arrayNode();
            blocks.addAll(content, messages.get(i).parts(), "messages." + i + ".content");
            if (content.findValue("document") != null && !hasText(content)) {
                content.addObject().put("text", ABOUT_DOCUMENT);
            }
            if (!content.isEmpty()) {
                boolean assistant = messages.get(i).role() == Message.Role.ASSISTANT;
                array.addObject().put("role", assistant ? "assistant" : "user").set("content", content);
            }
        }
        if (array.isEmpty()) {
            throw GatewayError.invalid("messages", "at least one message with content is required")
                    .asException();
        }
        automaticCache(array);
        body.set("messages", array);
    }

    private static boolean hasText(ArrayNode content) {
        for (JsonNode block : content) {
            if (block.has("text")) {
                return true;
            }
        }
        return false;
    }

    /** There is no mark for a whole request: it stands behind what is the same in the next one. */
    private void automaticCache(ArrayNode messages) {
        if (request.automaticCache() == null || !points.none() || !points.taken()) {
            return;
        }
        if (body.path("system") instanceof ArrayNode system) {
            points.after(system, request.automaticCache());
        }
        if (messages.get(messages.size() - 1).path("content") instanceof ArrayNode last) {
            points.after(last, request.automaticCache());
        }
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }

    private byte[] bytes() {
        try {
            return Json.mapper().writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
