package org.modelgate.translator.dialect.openaichat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.PartMarks;
import org.modelgate.translator.openai.StrictSchema;

/** Tools and the choice among them, in today's form or as the deprecated functions. */
final class ToolReader {
    private final At root;

    ToolReader(At root) {
        this.root = root;
    }

    List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (At tool : root.get("tools").items()) {
            tools.add(tool(tool));
        }
        for (At function : root.get("functions").items()) {
            tools.add(function(function, null));
        }
        return tools;
    }

    private Tool tool(At tool) {
        String type = tool.object().get("type").string();
        return switch (type) {
            case "function" -> {
                ContentPart.CacheMark mark = PartMarks.of(tool);
                ContentPart.CacheMark inner = PartMarks.of(tool.get("function"));
                yield function(tool.get("function"), mark == null ? inner : mark);
            }
            case "custom" -> {
                At custom = tool.get("custom").object();
                At format = custom.get("format");
                yield new Tool.Custom(
                        custom.get("name").name(),
                        custom.get("description").stringOrNull(),
                        format.present() ? format.node().toString() : null);
            }
            default -> {
                String name = tool.get("name").stringOrNull();
                yield new Tool.Native(
                        DialectId.OPENAI_CHAT,
                        type,
                        name == null ? type : name,
                        tool.node().toString());
            }
        };
    }

    private Tool.Function function(At function, ContentPart.@Nullable CacheMark mark) {
        At parameters = function.object().get("parameters");
        return new Tool.Function(
                function.get("name").name(),
                function.get("description").stringOrNull(),
                parameters.present() ? parameters.object().node().toString() : StrictSchema.NO_PARAMETERS,
                function.get("strict").flagOrNull(),
                mark);
    }

    @Nullable ToolChoice choice(List<Tool> tools) {
        boolean current = root.get("tool_choice").present();
        At choice = root.get(current ? "tool_choice" : "function_call");
        if (!choice.present()) {
            return null;
        }
        if (tools.isEmpty()) {
            throw choice.invalid("is only allowed when 'tools' are specified");
        }
        if (choice.node().isTextual()) {
            return switch (choice.string()) {
                case "none" -> new ToolChoice.None();
                case "auto" -> new ToolChoice.Auto();
                case "required", "any" -> new ToolChoice.Required();
                default -> throw choice.invalid("must be none, auto, required or an object");
            };
        }
        if (!current) {
            return named(choice.get("name"), tools);
        }
        return switch (choice.object().get("type").string()) {
            case "function" -> named(choice.get("function").get("name"), tools);
            case "custom" -> named(choice.get("custom").get("name"), tools);
            case "allowed_tools" -> allowed(choice.get("allowed_tools").object(), tools);
            default -> throw choice.get("type").invalid("must be function, custom or allowed_tools");
        };
    }

    private static ToolChoice named(At name, List<Tool> tools) {
        return new ToolChoice.Named(known(name, tools));
    }

    private static ToolChoice allowed(At allowed, List<Tool> tools) {
        List<String> names = new ArrayList<>();
        for (At tool : allowed.get("tools").items()) {
            String type = tool.get("type").string();
            names.add(known(tool.get(type).get("name"), tools));
        }
        boolean required = Objects.equals(allowed.get("mode").oneOfOrNull(List.of("auto", "required")), "required");
        return new ToolChoice.Allowed(names, required);
    }

    private static String known(At name, List<Tool> tools) {
        String value = name.name();
        if (tools.stream().noneMatch(tool -> tool.name().equals(value))) {
            throw name.invalid("names no tool of this request");
        }
        return value;
    }
}
