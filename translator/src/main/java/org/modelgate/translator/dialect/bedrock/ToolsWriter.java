package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Instructions;
import org.modelgate.translator.OfferedTools;
import org.modelgate.translator.SchemaRules;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;

/** {@code toolConfig}, which must be there once the conversation has calls, and can't say that no tool may be called. */
final class ToolsWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ANY_OBJECT = "{\"type\":\"object\",\"properties\":{}}";

    private final @Nullable ToolChoice choice;
    private final ModelTraits traits;
    private final Warnings warnings;
    private final List<Tool> tools;

    ToolsWriter(InferenceRequest request, ModelTraits traits, Warnings warnings) {
        this.choice = request.toolChoice();
        this.traits = traits;
        this.warnings = warnings;
        this.tools = offered(request);
        if (!tools.isEmpty() && Objects.equals(request.parallelToolCalls(), false)) {
            warnings.add("parallel_tool_calls", "unsupported");
        }
    }

    private List<Tool> offered(InferenceRequest request) {
        Set<String> called = new LinkedHashSet<>();
        for (Message message : request.messages()) {
            for (ContentPart part : message.parts()) {
                if (part instanceof ContentPart.ToolCall call) {
                    called.add(call.name());
                }
            }
        }
        List<Tool> offered = OfferedTools.of(request, DialectId.BEDROCK_CONVERSE, warnings);
        if (choice instanceof ToolChoice.None && !offered.isEmpty()) {
            if (called.isEmpty()) {
                return List.of();
            }
            warnings.add("tool_choice", "not-enforced");
        }
        if (offered.isEmpty() && !called.isEmpty()) {
            warnings.add("tools", "taken-from-history");
            List<Tool> known = new ArrayList<>();
            called.forEach(name -> known.add(new Tool.Function(name, null, ANY_OBJECT, null, null)));
            return known;
        }
        return offered;
    }

    void write(ObjectNode body) {
        if (tools.isEmpty()) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        ArrayNode array = config.putArray("tools");
        for (Tool tool : tools) {
            if (tool instanceof Tool.Function function) {
                array.addObject().set("toolSpec", spec(function));
                if (function.cache() != null) {
                    // the conversation's own points cover the tools in front of it
                    warnings.add("tools." + function.name() + ".cache_control", "unsupported");
                }
            }
        }
        ObjectNode chosen = chosen();
        if (chosen != null) {
            config.set("toolChoice", chosen);
        }
    }

    private ObjectNode spec(Tool.Function function) {
        ObjectNode schema = tree(function.schemaJson());
        if (SchemaRules.fixToolSchema(schema)) {
            warnings.add("tools." + function.name() + ".parameters", "union-merged");
        }
        boolean strict = Objects.equals(function.strict(), true);
        if (strict && !traits.structuredOutput()) {
            warnings.add("tools." + function.name() + ".strict", "unsupported");
            strict = false;
        }
        if (strict) {
            SchemaRules.makeStrict(schema);
        }
        ObjectNode spec = JSON.objectNode().put("name", ToolNames.fit(function.name(), BlockWriter.NAME_MAX));
        if (function.description() != null && !function.description().isBlank()) {
            spec.put("description", function.description());
        }
        spec.putObject("inputSchema").set("json", schema);
        if (strict) {
            spec.put("strict", true);
        }
        return spec;
    }

    private @Nullable ObjectNode chosen() {
        return switch (choice) {
            case null -> null;
            case ToolChoice.None n -> null;
            case ToolChoice.Auto a -> kind("auto");
            case ToolChoice.Required r -> kind(traits.anyTool() ? "any" : "auto");
            case ToolChoice.Allowed a -> kind(a.required() && traits.anyTool() ? "any" : "auto");
            case ToolChoice.Named n -> {
                if (!traits.namedTool()) {
                    yield kind(traits.anyTool() ? "any" : "auto");
                }
                ObjectNode node = JSON.objectNode();
                node.putObject("tool").put("name", ToolNames.fit(n.name(), BlockWriter.NAME_MAX));
                yield node;
            }
        };
    }

    private static ObjectNode kind(String kind) {
        ObjectNode node = JSON.objectNode();
        node.putObject(kind);
        return node;
    }

    /** What is said in words to a model that can't be forced so; null if nothing need be. */
    ContentPart.@Nullable Text instruction() {
        boolean said = switch (choice) {
            case null -> false;
            case ToolChoice.None n -> false;
            case ToolChoice.Auto a -> false;
            case ToolChoice.Required r -> !traits.anyTool();
            case ToolChoice.Allowed a -> a.required() && !traits.anyTool();
            case ToolChoice.Named n -> !traits.namedTool();
        };
        if (!said || choice == null || tools.isEmpty()) {
            return null;
        }
        warnings.add("tool_choice", "as-instruction");
        return Instructions.forcedTool(choice, BlockWriter.NAME_MAX);
    }

    private static ObjectNode tree(String json) {
        try {
            return Json.mapper().readTree(json) instanceof ObjectNode object ? object : JSON.objectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }
}
