package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Unsupported;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/**
 * A canonical request for an Anthropic provider (translation table, sections 2 to 8). Everything is a function of the request, so
 * that a conversation keeps its bytes from turn to turn.
 */
final class AnthropicRequestEncoder {
    private static final long MAX_TOKENS_DEFAULT = 8_192;
    private static final int USER_ID_MAX = 128;
    private static final String MCP_BETA = "mcp-client-2025-11-20";

    private final InferenceRequest request;
    private final TargetContext target;
    private final Warnings warnings;
    private final ModelTraits traits;
    private final CacheMarks marks = new CacheMarks();
    private final BlockEncoder blocks;
    private final ToolEncoder tools;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    AnthropicRequestEncoder(InferenceRequest request, TargetContext target, Warnings warnings) {
        this.request = request;
        this.target = target;
        this.warnings = warnings;
        this.traits = ModelTraits.of(target.model());
        this.blocks = new BlockEncoder(target, marks, warnings);
        this.tools = new ToolEncoder(request, traits, ModelTraits.callsServers(target.model()), marks, warnings);
    }

    EncodedRequest encode() {
        Unsupported.check(request, traits.searches() ? Set.of(WebSearch.CHAT_OPTIONS) : Set.of(), warnings);
        long maxTokens = maxTokens();
        List<Message> messages = new Conversation(traits.lateSystem(), warnings).arrange(request.messages());
        ThinkingEncoder thinking = new ThinkingEncoder(request.reasoning(), traits, maxTokens, warnings);
        thinking.checkAgainst(tools.forces(), messages);

        body.put("model", target.model());
        body.put("max_tokens", maxTokens);
        if (request.stream()) {
            body.put("stream", true);
        }
        thinking.write(body);
        format();
        boolean sampled = new SamplingEncoder(request.sampling(), traits, warnings).write(body, thinking.enabled());
        rest();
        toolsAndText(messages);
        return new EncodedRequest(bytes(), headers(sampled)).withStops(StopStrings.blankOnes(request.stop(), warnings));
    }

    private long maxTokens() {
        Long reserved = target.maxOutputTokens();
        Long asked = request.maxOutputTokens();
        if (reserved == null) {
            return asked == null ? MAX_TOKENS_DEFAULT : asked;
        }
        return asked == null ? reserved : Math.min(asked, reserved);
    }

    private void format() {
        if (!(request.format() instanceof OutputFormat.JsonSchema schema) || !traits.structuredOutput()) {
            return;
        }
        ObjectNode tree = tree(schema.schemaJson());
        SchemaRules.makeStrict(tree);
        ThinkingEncoder.outputConfig(body)
                .putObject("format")
                .put("type", "json_schema")
                .set("schema", tree);
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

    private void rest() {
        List<String> stop = new ArrayList<>(request.stop());
        stop.removeIf(String::isBlank);
        if (!stop.isEmpty()) {
            ArrayNode array = body.putArray("stop_sequences");
            stop.forEach(array::add);
        }
        String userId = request.userId();
        if (userId != null && !userId.isEmpty()) {
            body.putObject("metadata")
                    .put("user_id", userId.length() > USER_ID_MAX ? ToolNames.sha256(userId) : userId);
        }
        tier();
    }

    private void tier() {
        String tier = request.serviceTier();
        switch (tier == null ? "" : tier) {
            case "" -> {
                // the provider's default
            }
            case "auto" -> body.put("service_tier", "auto");
            case "default", "standard_only" -> body.put("service_tier", "standard_only");
            case "priority", "fast", "ultrafast" -> {
                if (traits.fast()) {
                    body.put("speed", "fast");
                } else {
                    warnings.add("service_tier", "unsupported");
                }
            }
            default -> warnings.add("service_tier", "unsupported");
        }
    }

    /** In render order, for that is the order of the cache marks. */
    private void toolsAndText(List<Message> messages) {
        ObjectNode choice = tools.choice();
        if (choice != null) {
            body.set("tool_choice", choice);
        }
        ArrayNode servers = tools.servers();
        if (servers != null) {
            body.set("mcp_servers", servers);
        }
        ArrayNode toolArray = tools.tools();
        if (toolArray != null) {
            body.set("tools", toolArray);
        }
        system();
        body.set("messages", new HistoryEncoder(blocks, tools.offered()).encode(messages));
        ContentPart.CacheMark automatic = automaticCache(messages);
        marks.write(automatic != null);
        if (automatic != null) {
            CacheMarks.set(body, automatic);
        }
    }

    private void system() {
        List<ContentPart.Text> texts = new ArrayList<>(request.system());
        texts.addAll(instructions());
        ArrayNode system = JsonNodeFactory.instance.arrayNode();
        for (ContentPart.Text text : texts) {
            ObjectNode block = blocks.text(text);
            if (block != null) {
                system.add(block);
            }
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    /** Clients of APIs that cache by themselves expect it here too, when a prompt is likely to come again. */
    private ContentPart.@Nullable CacheMark automaticCache(List<Message> messages) {
        if (request.automaticCache() != null) {
            return request.automaticCache();
        }
        long userTurns =
                messages.stream().filter(m -> m.role() == Message.Role.USER).count();
        boolean comesAgain = tools.any() || userTurns > 1;
        String options = request.extras().getOrDefault("prompt_cache_options", "");
        boolean wanted = marks.none() && comesAgain && !options.contains("\"explicit\"");
        return wanted ? ContentPart.CacheMark.FIVE_MINUTES : null;
    }

    /** The newest version, but the older one where a sampling parameter must reach a model that takes it. */
    private Map<String, String> headers(boolean sampled) {
        ApiVersion version = sampled ? ApiVersion.V2023_06_01 : ApiVersion.V2026_10_21;
        return tools.servers() == null
                ? Map.of(ApiVersion.HEADER, version.header())
                : Map.of(ApiVersion.HEADER, version.header(), "anthropic-beta", MCP_BETA);
    }

    private byte[] bytes() {
        try {
            return Json.mapper().writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private static ObjectNode tree(String json) {
        try {
            return Json.mapper().readTree(json) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }
}
