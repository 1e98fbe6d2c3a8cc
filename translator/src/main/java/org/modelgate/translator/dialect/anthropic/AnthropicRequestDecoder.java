package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;

/**
 * A Messages body for a provider of another dialect: what has no meaning there is dropped, named in a warning or refused as the
 * translation table says (sections 2 to 8).
 */
final class AnthropicRequestDecoder {
    private static final String BILLING_HEADER = "x-anthropic-billing-header:";
    private static final String SESSION_HEADER = "x-claude-code-session-id";
    private static final int MESSAGES_MAX = 100_000;
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "stream",
            "stop_sequences",
            "temperature",
            "top_p",
            "top_k",
            "thinking",
            "output_config",
            "output_format",
            "tools",
            "tool_choice",
            "cache_control",
            "metadata",
            "service_tier",
            "speed",
            "inference_geo",
            // read by the gateway, or without a meaning for another provider
            "anthropic_version",
            "anthropic_beta",
            "diagnostics",
            "context_management");

    private static final Set<String> REFUSED = Set.of("thread", "compaction", "container");
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

    private final Field body;
    private final Map<String, String> headers;
    private final ApiVersion version;
    private final Warnings warnings;

    AnthropicRequestDecoder(byte[] bytes, Map<String, String> headers, Warnings warnings) {
        this.body = new Field(parse(bytes), "");
        this.headers = headers;
        this.version = ApiVersion.of(headers);
        this.warnings = warnings;
    }

    private static JsonNode parse(byte[] bytes) {
        JsonNode root;
        try {
            root = Json.mapper().readTree(bytes);
        } catch (JsonProcessingException e) {
            // said below, without an excerpt of the body
            root = MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!root.isObject()) {
            throw GatewayError.invalid("the request body must be a JSON object").asException();
        }
        return root;
    }

    InferenceRequest decode() {
        return decode(maxTokens());
    }

    /** A request to be counted: it needs no cap. */
    InferenceRequest decodeCounted() {
        Long cap = body.get("max_tokens").integerOrNull(0);
        return decode(cap == null || cap == 0 ? null : cap);
    }

    private InferenceRequest decode(@Nullable Long maxTokens) {
        otherFields();
        BlockDecoder blocks = new BlockDecoder(version, warnings);
        List<Message> messages = messages(blocks);
        TurnRules.check(messages);
        ToolDecoder toolDecoder = new ToolDecoder(warnings);
        List<Tool> tools = toolDecoder.tools(body.get("tools"), loadedTools());
        Field choice = body.get("tool_choice");
        if (!choice.absent() && tools.isEmpty()) {
            throw choice.invalid("may only be specified while providing tools");
        }
        Identity identity = identity();
        return new InferenceRequest(
                body.get("model").text(),
                system(),
                messages,
                tools,
                toolDecoder.choice(choice, tools),
                choice.get("disable_parallel_tool_use").flag() ? Boolean.FALSE : null,
                maxTokens,
                stop(),
                sampling(),
                reasoning(maxTokens),
                format(),
                null,
                body.cacheMark(),
                serviceTier(),
                identity.userId(),
                identity.cacheKey(),
                body.get("stream").flag(),
                false,
                1,
                null,
                Map.of());
    }

    /** Fields that mean something at Anthropic only. */
    private void otherFields() {
        body.node().fieldNames().forEachRemaining(name -> {
            if (REFUSED.contains(name) && !body.get(name).absent()) {
                throw body.get(name).invalid("is not supported by the model's provider");
            }
            if (!KNOWN.contains(name)) {
                warnings.add(name, "unsupported");
            }
        });
        Field geo = body.get("inference_geo");
        if (!geo.absent() && !geo.text().equals("global")) {
            throw geo.invalid("the model's provider cannot promise this residency");
        }
        for (Field edit : body.get("context_management").get("edits").items()) {
            boolean keepsAll = edit.object().type().equals("clear_thinking_20251015")
                    && edit.get("keep").node().asText().equals("all");
            if (!keepsAll) {
                warnings.add("context_management", "unsupported");
            }
        }
    }

    private long maxTokens() {
        Long maxTokens = body.get("max_tokens").integerOrNull(0);
        if (maxTokens == null) {
            throw body.get("max_tokens").invalid("Field required");
        }
        if (maxTokens == 0) {
            throw body.get("max_tokens").invalid("0 (cache prewarming) is not supported by the model's provider");
        }
        return maxTokens;
    }

    private List<Message> messages(BlockDecoder blocks) {
        List<Field> items = body.get("messages").items();
        if (items.isEmpty()) {
            throw body.get("messages").invalid("at least one message is required");
        }
        if (items.size() > MESSAGES_MAX) {
            throw body.get("messages").invalid("at most " + MESSAGES_MAX + " messages are allowed");
        }
        List<Message> messages = new ArrayList<>(items.size());
        for (Field item : items) {
            Message.Role role = switch (item.object().get("role").text()) {
                case "user" -> Message.Role.USER;
                case "assistant" -> Message.Role.ASSISTANT;
                case "system" -> Message.Role.SYSTEM;
                default -> throw item.get("role").invalid("must be 'user', 'assistant' or 'system'");
            };
            List<ContentPart> parts = blocks.content(item.get("content"), role);
            if (role == Message.Role.USER) {
                parts = TurnRules.resultsFirst(parts);
            }
            if (!parts.isEmpty()) {
                messages.add(new Message(role, parts));
            }
        }
        if (messages.isEmpty()) {
            throw body.get("messages").invalid("text content blocks must be non-empty");
        }
        if (messages.get(messages.size() - 1).role() == Message.Role.ASSISTANT) {
            warnings.add("messages." + (items.size() - 1), "prefill");
        }
        return messages;
    }

    /** Names in {@code tool_reference} blocks anywhere in the history. */
    private Set<String> loadedTools() {
        Set<String> names = new HashSet<>();
        for (JsonNode reference : body.node().path("messages").findParents("tool_name")) {
            if (reference.path("type").asText().equals("tool_reference")) {
                names.add(reference.path("tool_name").asText());
            }
        }
        return names;
    }

    private List<ContentPart.Text> system() {
        Field system = body.get("system");
        List<ContentPart.Text> texts = new ArrayList<>();
        if (system.absent()) {
            return texts;
        }
        if (system.node().isTextual()) {
            texts.add(ContentPart.Text.of(system.text()));
        } else {
            for (Field block : system.items()) {
                block.object().get("type").word(Set.of("text"));
                texts.add(new ContentPart.Text(block.get("text").text(), block.cacheMark(), null));
            }
        }
        // Claude Code's attribution changes with each turn and would spoil the other provider's cache
        texts.removeIf(t -> t.text().isBlank() || t.text().startsWith(BILLING_HEADER));
        return texts;
    }

    private List<String> stop() {
        List<String> stop = new ArrayList<>();
        for (Field item : body.get("stop_sequences").items()) {
            if (item.text().isBlank()) {
                throw item.invalid("each stop sequence must contain non-whitespace");
            }
            stop.add(item.text());
        }
        return stop;
    }

    private Sampling sampling() {
        if (version == ApiVersion.V2026_10_21) {
            for (String name : List.of("temperature", "top_p", "top_k")) {
                if (!body.get(name).absent()) {
                    throw body.get(name).invalid("Extra inputs are not permitted");
                }
            }
        }
        BigDecimal temperature = body.get("temperature").numberOrNull(0, 1);
        BigDecimal topP = body.get("top_p").numberOrNull(0, 1);
        return new Sampling(temperature, topP, body.get("top_k").integerOrNull(0), null, null, null, null);
    }

    private Reasoning reasoning(@Nullable Long maxTokens) {
        Field config = body.get("output_config").get("effort");
        String effort = config.absent() ? null : config.word(EFFORTS);
        Field thinking = body.get("thinking");
        if (thinking.absent()) {
            return new Reasoning(Reasoning.Mode.UNSPECIFIED, effort, null, null);
        }
        String display = thinking.get("display").textOrNull();
        return switch (thinking.object().type()) {
            case "adaptive" -> new Reasoning(Reasoning.Mode.ADAPTIVE, effort, null, display);
            case "disabled" -> new Reasoning(Reasoning.Mode.OFF, effort, null, null);
            case "between_tools" -> new Reasoning(Reasoning.Mode.BETWEEN_TOOLS, effort, null, null);
            case "enabled" -> {
                Long budget = thinking.get("budget_tokens").integerOrNull(1024);
                if (budget == null) {
                    throw thinking.get("budget_tokens").invalid("Field required");
                }
                if (maxTokens != null && budget >= maxTokens) {
                    throw GatewayError.invalid("max_tokens", "must be greater than `thinking.budget_tokens`")
                            .asException();
                }
                yield new Reasoning(Reasoning.Mode.BUDGET, effort, budget, display);
            }
            default -> throw thinking.get("type").invalid("unknown value '" + thinking.type() + "'");
        };
    }

    private OutputFormat format() {
        Field format = body.get("output_config").get("format");
        if (format.absent() && version == ApiVersion.V2023_06_01) {
            format = body.get("output_format");
        }
        if (format.absent()) {
            return new OutputFormat.Text();
        }
        format.object().get("type").word(Set.of("json_schema"));
        return new OutputFormat.JsonSchema(
                null, null, format.get("schema").object().raw(), null);
    }

    private @Nullable String serviceTier() {
        Field speed = body.get("speed");
        if (!speed.absent() && speed.word(Set.of("standard", "fast")).equals("fast")) {
            warnings.add("speed", "as-priority-tier");
            return "priority";
        }
        Field tier = body.get("service_tier");
        if (tier.absent()) {
            return null;
        }
        return tier.word(Set.of("auto", "standard_only")).equals("auto") ? "auto" : "default";
    }

    private record Identity(
            @Nullable String userId, @Nullable String cacheKey) {}

    /** Claude Code packs device and session into a JSON text; the session is what a prompt cache should stick to. */
    private Identity identity() {
        Field metadata = body.get("metadata");
        String userId =
                metadata.absent() ? null : metadata.object().get("user_id").textOrNull();
        String session = headers.get(SESSION_HEADER);
        if (userId != null && userId.startsWith("{")) {
            try {
                JsonNode packed = Json.mapper().readTree(userId);
                String device = packed.path("device_id").asText("");
                session = packed.path("session_id").asText(session);
                userId = device.isEmpty() ? userId : ToolNames.sha256(device);
            } catch (JsonProcessingException e) {
                // an opaque id that happens to begin with a brace
                session = headers.get(SESSION_HEADER);
            }
        }
        return new Identity(userId, session);
    }
}
