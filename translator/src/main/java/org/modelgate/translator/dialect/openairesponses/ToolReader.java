package org.modelgate.translator.dialect.openairesponses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.StrictSchema;

/**
 * Tools from the request and from its items, in order of appearance, and the choice among them. A namespace is dissolved: its
 * tools carry its name in front of their own.
 */
final class ToolReader {
    /** Run by the client in a form that only OpenAI's models know. */
    private static final Set<String> CLIENTS_OWN =
            Set.of("computer", "computer_use_preview", "local_shell", "shell", "apply_patch");

    private static final Set<String> HOSTED = Set.of(
            "web_search",
            "web_search_2025_08_26",
            "web_search_preview",
            "web_search_preview_2025_03_11",
            "file_search",
            "code_interpreter",
            "image_generation",
            "mcp",
            "tool_search",
            "programmatic_tool_calling");

    private final Map<String, Tool> tools = new LinkedHashMap<>();

    /** The name of a tool in a namespace as other dialects see it. */
    static String flat(@Nullable String namespace, String name) {
        return namespace == null || namespace.isEmpty() ? name : namespace + "__" + name;
    }

    /** Tools of a list, but those that are kept back until a search finds them. */
    void add(At list) {
        list.items().forEach(tool -> add(tool, null, false));
    }

    /** Tools that a search has found. */
    void load(At list) {
        list.items().forEach(tool -> add(tool, null, true));
    }

    List<Tool> tools() {
        return List.copyOf(tools.values());
    }

    private void add(At tool, @Nullable String namespace, boolean found) {
        String type = tool.object().get("type").string();
        switch (type) {
            case "function" -> {
                if (found || !tool.get("defer_loading").flag()) {
                    put(function(tool, namespace));
                }
            }
            case "custom" -> put(custom(tool, namespace));
            case "namespace" -> {
                String name = tool.get("name").name();
                tool.get("tools").items().forEach(inner -> add(inner, name, found));
            }
            default -> put(own(tool, type));
        }
    }

    private void put(Tool tool) {
        tools.put(tool.name(), tool);
    }

    private static Tool function(At tool, @Nullable String namespace) {
        At parameters = tool.get("parameters");
        return new Tool.Function(
                flat(namespace, tool.get("name").name()),
                tool.get("description").stringOrNull(),
                parameters.present() ? parameters.object().node().toString() : StrictSchema.NO_PARAMETERS,
                tool.get("strict").flagOrNull(),
                null,
                namespace);
    }

    private static Tool custom(At tool, @Nullable String namespace) {
        At format = tool.get("format");
        return new Tool.Custom(
                flat(namespace, tool.get("name").name()),
                tool.get("description").stringOrNull(),
                format.present() ? CustomTools.nestedFormat(format.object().node()) : null,
                namespace);
    }

    private static Tool own(At tool, String type) {
        if (CLIENTS_OWN.contains(type)) {
            throw tool.get("type").invalid("'" + type + "' is not available for this model");
        }
        if (!HOSTED.contains(type)) {
            throw tool.get("type").invalid("unknown tool type '" + type + "'");
        }
        String name = type.equals("mcp") ? tool.get("server_label").name() : type;
        return new Tool.Native(
                DialectId.OPENAI_RESPONSES, type, name, tool.node().toString());
    }

    /** The choice; without tools the API takes one that forces nothing. */
    @Nullable ToolChoice choice(At choice) {
        if (!choice.present()) {
            return null;
        }
        ToolChoice made = choice.node().isTextual() ? word(choice) : object(choice.object());
        boolean forces = !(made instanceof ToolChoice.Auto || made instanceof ToolChoice.None);
        if (tools.isEmpty() && forces) {
            throw choice.invalid("is only allowed when 'tools' are specified");
        }
        return tools.isEmpty() ? null : made;
    }

    private static ToolChoice word(At choice) {
        return switch (choice.string()) {
            case "none" -> new ToolChoice.None();
            case "auto" -> new ToolChoice.Auto();
            case "required" -> new ToolChoice.Required();
            default -> throw choice.invalid("must be none, auto, required or an object");
        };
    }

    private ToolChoice object(At choice) {
        if (!choice.get("type").string().equals("allowed_tools")) {
            return new ToolChoice.Named(known(choice));
        }
        List<String> names = new ArrayList<>();
        for (At tool : choice.get("tools").items()) {
            names.add(known(tool.object()));
        }
        String mode = choice.get("mode").oneOfOrNull(List.of("auto", "required"));
        return new ToolChoice.Allowed(names, Objects.equals(mode, "required"));
    }

    private String known(At choice) {
        String type = choice.get("type").string();
        At at = switch (type) {
            case "function", "custom" -> choice.get("name");
            case "mcp" -> choice.get("server_label");
            default -> choice.get("type");
        };
        String name = flat(choice.get("namespace").stringOrNull(), at.name());
        if (!tools.isEmpty() && !tools.containsKey(name)) {
            throw at.invalid("names no tool of this request");
        }
        return name;
    }
}
