package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Warnings;

/**
 * A Messages body for a provider of another dialect: what has no meaning there is dropped, named in a warning or refused as the
 * translation table says (sections 2 to 8).
 */
final class AnthropicRequestDecoder {
    private static final String BILLING_HEADER = "x-anthropic-billing-header:";
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
            "mcp_servers",
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

    private final Field body;
    private final ApiVersion version;
    private final SettingsDecoder settings;
    private final Warnings warnings;

    AnthropicRequestDecoder(byte[] bytes, Map<String, String> headers, Warnings warnings) {
        this.body = new Field(parse(bytes), "");
        this.version = ApiVersion.of(headers);
        this.settings = new SettingsDecoder(body, headers, version, warnings);
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
        List<Tool> tools = toolDecoder.tools(body.get("tools"), body.get("mcp_servers"), loadedTools());
        Field choice = body.get("tool_choice");
        if (!choice.absent() && tools.isEmpty()) {
            throw choice.invalid("may only be specified while providing tools");
        }
        SettingsDecoder.Identity identity = settings.identity();
        return new InferenceRequest(
                body.get("model").text(),
                system(),
                messages,
                tools,
                toolDecoder.choice(choice, tools),
                choice.get("disable_parallel_tool_use").flag() ? Boolean.FALSE : null,
                maxTokens,
                settings.stop(),
                settings.sampling(),
                settings.reasoning(maxTokens),
                settings.format(),
                null,
                body.cacheMark(),
                settings.serviceTier(),
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
}
