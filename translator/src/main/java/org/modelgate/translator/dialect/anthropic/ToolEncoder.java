package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Instructions;
import org.modelgate.translator.McpServer;
import org.modelgate.translator.OfferedTools;
import org.modelgate.translator.SchemaRules;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/** Tools and tool choice for an Anthropic provider (translation table, section 4). */
final class ToolEncoder {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final InferenceRequest request;
    private final ModelTraits traits;
    private final Warnings warnings;
    private final CacheMarks marks;
    private final boolean callsServers;
    private final List<Tool> tools;
    private final List<McpServer> servers = new ArrayList<>();

    /** @param callsServers whether the model calls servers of tools */
    ToolEncoder(
            InferenceRequest request, ModelTraits traits, boolean callsServers, CacheMarks marks, Warnings warnings) {
        this.request = request;
        this.traits = traits;
        this.marks = marks;
        this.warnings = warnings;
        this.callsServers = callsServers;
        this.tools = OfferedTools.of(request, DialectId.ANTHROPIC_MESSAGES, this::counterpart, warnings);
        String options = request.extras().get(WebSearch.CHAT_OPTIONS);
        Tool.Native search =
                options == null || !traits.searches() ? null : WebSearchTool.of(WebSearch.ofOptions(options), warnings);
        if (search != null) {
            tools.add(search);
        }
    }

    private Tool.@Nullable Native counterpart(Tool.Native foreign) {
        McpServer server = callsServers ? McpServer.of(foreign).orElse(null) : null;
        if (server != null) {
            servers.add(server);
            return new Tool.Native(
                    DialectId.ANTHROPIC_MESSAGES,
                    McpServer.MESSAGES,
                    foreign.name(),
                    server.messagesToolset().toString());
        }
        return traits.searches()
                ? WebSearch.of(foreign)
                        .map(search -> WebSearchTool.of(search, warnings))
                        .orElse(null)
                : null;
    }

    boolean any() {
        return !tools.isEmpty();
    }

    /** Servers that tools name. */
    List<McpServer> offered() {
        return servers;
    }

    /** Servers that tools name, for the request; null if there are none. */
    @Nullable ArrayNode servers() {
        ArrayNode array = JSON.arrayNode();
        servers.forEach(server -> array.add(server.messagesServer()));
        return array.isEmpty() ? null : array;
    }

    @Nullable ArrayNode tools() {
        if (tools.isEmpty()) {
            return null;
        }
        ArrayNode array = JSON.arrayNode();
        for (Tool tool : tools) {
            array.add(
                    switch (tool) {
                        case Tool.Function function -> function(function);
                        case Tool.Custom custom ->
                            throw new IllegalStateException("a function by now: " + custom.name());
                        case Tool.Native own -> tree(own.json());
                    });
        }
        return array;
    }

    private ObjectNode function(Tool.Function function) {
        ObjectNode schema = tree(function.schemaJson());
        if (SchemaRules.fixToolSchema(schema)) {
            warnings.add("tools." + function.name() + ".parameters", "union-merged");
        }
        boolean strict = Objects.equals(function.strict(), true) && traits.structuredOutput();
        if (strict) {
            SchemaRules.makeStrict(schema);
        }
        ObjectNode node = named(function.name(), function.description());
        node.set("input_schema", schema);
        if (strict) {
            node.put("strict", true);
        }
        marks.mark(node, function.cache());
        return node;
    }

    private static ObjectNode named(String name, @Nullable String description) {
        ObjectNode node = JSON.objectNode().put("name", ToolNames.fit(name, ToolNames.ANTHROPIC_MAX));
        if (description != null) {
            node.put("description", description);
        }
        return node;
    }

    private static ObjectNode tree(String json) {
        try {
            JsonNode node = Json.mapper().readTree(json);
            return node instanceof ObjectNode object ? object : JSON.objectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }

    /** Whether the client forces a call and the model can be forced. */
    boolean forces() {
        return forced() && traits.forcedTools();
    }

    private boolean forced() {
        return switch (request.toolChoice()) {
            case ToolChoice.Required r -> true;
            case ToolChoice.Named n -> true;
            case ToolChoice.Allowed a -> a.required();
            case ToolChoice.Auto a -> false;
            case ToolChoice.None n -> false;
            case null -> false;
        };
    }

    @Nullable ObjectNode choice() {
        if (tools.isEmpty()) {
            return null;
        }
        boolean single = Objects.equals(request.parallelToolCalls(), false);
        ObjectNode node = switch (request.toolChoice()) {
            case null -> single ? type("auto") : null;
            case ToolChoice.Auto a -> type("auto");
            case ToolChoice.None n -> type("none");
            case ToolChoice.Required r -> type(traits.forcedTools() ? "any" : "auto");
            case ToolChoice.Allowed a -> type(a.required() && traits.forcedTools() ? "any" : "auto");
            case ToolChoice.Named n -> traits.forcedTools() ? type("tool").put("name", nameOf(n.name())) : type("auto");
        };
        if (node != null && single && !node.path("type").asText().equals("none")) {
            node.put("disable_parallel_tool_use", true);
        }
        return node;
    }

    /** A hosted tool has a name of its own, whatever the client calls it. */
    private String nameOf(String chosen) {
        for (Tool tool : tools) {
            if (tool instanceof Tool.Native own && own.name().equals(chosen)) {
                return tree(own.json()).path("name").asText(chosen);
            }
        }
        return ToolNames.fit(chosen, ToolNames.ANTHROPIC_MAX);
    }

    /** What is said in words to a model that can't be forced; null if nothing need be. */
    ContentPart.@Nullable Text instruction() {
        ToolChoice choice = request.toolChoice();
        if (choice == null || tools.isEmpty() || !forced() || traits.forcedTools()) {
            return null;
        }
        warnings.add("tool_choice", "as-instruction");
        return Instructions.forcedTool(choice, ToolNames.ANTHROPIC_MAX);
    }

    private static ObjectNode type(String type) {
        return JSON.objectNode().put("type", type);
    }
}
