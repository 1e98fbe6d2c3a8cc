package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.McpServer;
import org.modelgate.translator.Warnings;

/** Tools and tool choice of a request. */
final class ToolDecoder {
    private static final String BASH_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\"},\"restart\":{\"type\":\"boolean\"}}}";
    private static final String EDITOR_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\",\"enum\":[\"view\",\"create\",\"str_replace\",\"insert\"]},"
                    + "\"path\":{\"type\":\"string\"},\"file_text\":{\"type\":\"string\"},\"old_str\":{\"type\":\"string\"},"
                    + "\"new_str\":{\"type\":\"string\"},\"insert_line\":{\"type\":\"integer\"},\"insert_text\":{\"type\":\"string\"},"
                    + "\"view_range\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}},\"required\":[\"command\",\"path\"]}";
    private static final String MEMORY_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\",\"enum\":[\"view\",\"create\",\"str_replace\",\"insert\",\"delete\",\"rename\"]},"
                    + "\"path\":{\"type\":\"string\"},\"file_text\":{\"type\":\"string\"},\"old_str\":{\"type\":\"string\"},"
                    + "\"new_str\":{\"type\":\"string\"},\"insert_line\":{\"type\":\"integer\"},\"insert_text\":{\"type\":\"string\"},"
                    + "\"old_path\":{\"type\":\"string\"},\"new_path\":{\"type\":\"string\"},"
                    + "\"view_range\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}},\"required\":[\"command\"]}";

    private final Warnings warnings;

    ToolDecoder(Warnings warnings) {
        this.warnings = warnings;
    }

    /**
     * Tools in their order.
     *
     * @param servers that toolsets name
     * @param loaded tools that the history has loaded; deferred ones that it hasn't are left out
     */
    List<Tool> tools(Field tools, Field servers, Set<String> loaded) {
        List<Tool> result = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Field tool : tools.items()) {
            String type = tool.object().get("type").textOrNull();
            if (Objects.equals(type, McpServer.MESSAGES)) {
                result.add(toolset(tool, servers));
                continue;
            }
            String own = type == null || type.equals("custom") ? null : type;
            String name = own == null ? tool.get("name").text() : nameOr(tool, own);
            if (!names.add(name)) {
                throw tool.get("name").invalid("tool names must be unique");
            }
            if (tool.get("defer_loading").flag() && !loaded.contains(name)) {
                continue;
            }
            result.add(own == null ? function(tool, name) : ownTool(tool, own, name));
        }
        for (Field server : servers.items()) {
            String name = server.object().get("name").text();
            if (result.stream().noneMatch(tool -> tool.name().equals(name))) {
                warnings.add(server.path(), "unsupported");
            }
        }
        return result;
    }

    /** A set of tools together with the server that has them. */
    private static Tool toolset(Field tool, Field servers) {
        String name = tool.get("mcp_server_name").text();
        for (Field server : servers.items()) {
            if (server.object().get("name").text().equals(name)) {
                ObjectNode whole = ((ObjectNode) tool.node()).deepCopy();
                whole.putObject(McpServer.SERVER)
                        .put("url", server.get("url").text())
                        .put(
                                "authorization_token",
                                server.get("authorization_token").textOrNull());
                return new Tool.Native(DialectId.ANTHROPIC_MESSAGES, McpServer.MESSAGES, name, whole.toString());
            }
        }
        throw tool.get("mcp_server_name").invalid("names no entry of mcp_servers");
    }

    private static String nameOr(Field tool, String type) {
        String name = tool.get("name").textOrNull();
        return name == null ? type : name;
    }

    private static Tool function(Field tool, String name) {
        Field schema = tool.get("input_schema").object();
        if (!schema.get("type").text().equals("object")) {
            throw schema.get("type").invalid("must be 'object'");
        }
        Field strict = tool.get("strict");
        return new Tool.Function(
                name, description(tool), schema.raw(), strict.absent() ? null : strict.flag(), tool.cacheMark());
    }

    /** No other API has a field for examples, so they are told in words. */
    private static @Nullable String description(Field tool) {
        String own = tool.get("description").textOrNull();
        List<Field> examples = tool.get("input_examples").items();
        if (examples.isEmpty()) {
            return own;
        }
        StringBuilder all = new StringBuilder(own == null ? "" : own + "\n\n").append("Examples of its input:");
        examples.forEach(example -> all.append('\n').append(example.object().raw()));
        return all.toString();
    }

    /** Tools that clients run themselves become functions; hosted ones stay what they are. */
    private Tool ownTool(Field tool, String type, String name) {
        String schema = null;
        String description = "";
        if (type.startsWith("bash_")) {
            schema = BASH_SCHEMA;
            description = "Run a command in a persistent bash session, or restart it.";
        } else if (type.startsWith("text_editor_")) {
            schema = EDITOR_SCHEMA;
            description = "View, create and edit text files.";
        } else if (type.startsWith("memory_")) {
            schema = MEMORY_SCHEMA;
            description = "Store and read notes in the /memories directory.";
        } else if (type.startsWith("computer_") || type.startsWith("browser_toolset")) {
            throw tool.get("type").invalid("'" + type + "' is not supported by the model's provider");
        }
        if (schema == null) {
            return new Tool.Native(DialectId.ANTHROPIC_MESSAGES, type, name, tool.raw());
        }
        warnings.add(tool.path(), "as-function");
        return new Tool.Function(name, description, schema, null, tool.cacheMark());
    }

    @Nullable ToolChoice choice(Field choice, List<Tool> tools) {
        if (choice.absent()) {
            return null;
        }
        return switch (choice.object().type()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            case "tool" -> {
                String name = choice.get("name").text();
                if (tools.stream().noneMatch(t -> t.name().equals(name))) {
                    throw choice.get("name").invalid("tool '" + name + "' is not in tools");
                }
                yield new ToolChoice.Named(name);
            }
            default -> throw choice.get("type").invalid("unknown value '" + choice.type() + "'");
        };
    }
}
