package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.common.json.Json;
import org.modelgate.translator.CustomTools;

/** The request's tools as the response repeats them; strict clients demand them. */
final class ToolEcho {
    private ToolEcho() {}

    static ArrayNode tools(List<Tool> tools) {
        ArrayNode all = Json.mapper().createArrayNode();
        String open = null;
        ArrayNode into = all;
        for (Tool tool : tools) {
            String namespace = namespace(tool);
            if (!Objects.equals(namespace, open)) {
                into = namespace == null
                        ? all
                        : all.addObject()
                                .put("type", "namespace")
                                .put("name", namespace)
                                .put("description", "")
                                .putArray("tools");
                open = namespace;
            }
            add(into, tool);
        }
        return all;
    }

    private static @Nullable String namespace(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.namespace();
            case Tool.Custom custom -> custom.namespace();
            case Tool.Native ignored -> null;
        };
    }

    private static void add(ArrayNode into, Tool tool) {
        switch (tool) {
            case Tool.Function function -> {
                ObjectNode node = into.addObject().put("type", "function").put("name", shortName(tool));
                node.put("description", function.description());
                node.set("parameters", tree(function.schemaJson()));
                node.put("strict", function.strict());
            }
            case Tool.Custom custom -> {
                ObjectNode node = into.addObject().put("type", "custom").put("name", shortName(tool));
                node.put("description", custom.description());
                if (custom.formatJson() != null) {
                    node.set("format", tree(CustomTools.flatFormat(custom.formatJson())));
                }
            }
            case Tool.Native own -> {
                if (own.dialect() == DialectId.OPENAI_RESPONSES) {
                    into.add(tree(own.json()));
                }
            }
        }
    }

    private static String shortName(Tool tool) {
        String head = namespace(tool) + "__";
        return tool.name().startsWith(head) ? tool.name().substring(head.length()) : tool.name();
    }

    static JsonNode choice(InferenceRequest request) {
        return switch (request.toolChoice()) {
            case null -> TextNode.valueOf("auto");
            case ToolChoice.Auto ignored -> TextNode.valueOf("auto");
            case ToolChoice.None ignored -> TextNode.valueOf("none");
            case ToolChoice.Required ignored -> TextNode.valueOf("required");
            case ToolChoice.Named named -> named(request.tools(), named.name());
            case ToolChoice.Allowed allowed -> {
                ObjectNode node = Json.mapper().createObjectNode();
                node.put("type", "allowed_tools").put("mode", allowed.required() ? "required" : "auto");
                ArrayNode names = node.putArray("tools");
                allowed.names().forEach(name -> names.add(named(request.tools(), name)));
                yield node;
            }
        };
    }

    private static ObjectNode named(List<Tool> tools, String name) {
        ObjectNode node = Json.mapper().createObjectNode();
        for (Tool tool : tools) {
            if (tool.name().equals(name)) {
                return node.put("type", tool instanceof Tool.Custom ? "custom" : "function")
                        .put("name", shortName(tool));
            }
        }
        return node.put("type", "function").put("name", name);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a tool's parts are raw JSON", e);
        }
    }
}
