package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.McpServer;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;
import org.modelgate.translator.openai.StrictSchema;

/** Tools for a Responses provider (translation table, sections 4 and 11). */
final class ToolWriter {
    private final Warnings warnings;
    private final List<Tool> sent = new ArrayList<>();
    private final @Nullable ToolChoice choice;
    private final boolean single;

    ToolWriter(InferenceRequest request, Warnings warnings) {
        this.warnings = warnings;
        this.choice = request.toolChoice();
        this.single = Objects.equals(request.parallelToolCalls(), false);
        for (Tool tool : request.tools()) {
            Tool sendable = sendable(tool, request.tools().size() == 1);
            if (sendable != null) {
                sent.add(sendable);
            }
        }
        String options = request.extras().get(WebSearch.CHAT_OPTIONS);
        if (options != null) {
            sent.add(WebSearchTool.of(WebSearch.ofOptions(options), warnings));
        }
    }

    private @Nullable Tool sendable(Tool tool, boolean only) {
        if (!(tool instanceof Tool.Native own) || own.dialect() == DialectId.OPENAI_RESPONSES) {
            return tool;
        }
        McpServer server = McpServer.of(own).orElse(null);
        if (server != null) {
            return new Tool.Native(
                    DialectId.OPENAI_RESPONSES,
                    McpServer.RESPONSES,
                    own.name(),
                    server.responsesTool().toString());
        }
        WebSearch search = WebSearch.of(own).orElse(null);
        return search == null ? foreign(own, only) : WebSearchTool.of(search, warnings);
    }

    /** A tool that another provider runs has no counterpart; it is dropped unless the answer depends on it. */
    private @Nullable Tool foreign(Tool.Native own, boolean only) {
        boolean forced =
                choice instanceof ToolChoice.Named named && named.name().equals(own.name());
        if (only || forced) {
            throw GatewayError.invalid("tools", "'" + own.type() + "' is not available for this model")
                    .asException();
        }
        warnings.add("tools." + own.name(), "unsupported");
        return null;
    }

    /** Writes nothing at all where no tool is left: empty lists and choices without tools are refused. */
    void write(JsonGenerator g) throws IOException {
        if (sent.isEmpty()) {
            return;
        }
        g.writeArrayFieldStart("tools");
        for (Tool tool : sent) {
            switch (tool) {
                case Tool.Function function -> function(g, function);
                case Tool.Custom custom -> custom(g, custom);
                case Tool.Native own -> g.writeRawValue(own.json());
            }
        }
        g.writeEndArray();
        if (choice != null) {
            g.writeFieldName("tool_choice");
            choice(g, choice);
        }
        if (single) {
            g.writeBooleanField("parallel_tool_calls", false);
        }
    }

    /** Without {@code strict} the API would try to be, and optional parameters would be required. */
    private void function(JsonGenerator g, Tool.Function function) throws IOException {
        String schema = StrictSchema.typed(function.schemaJson());
        boolean asked = Objects.equals(function.strict(), true);
        boolean strict = asked && StrictSchema.conforms(schema);
        if (asked && !strict) {
            warnings.add("tools." + function.name() + ".strict", "unsupported");
        }
        g.writeStartObject();
        g.writeStringField("type", "function");
        g.writeStringField("name", ToolNames.fit(function.name(), ToolNames.OPENAI_MAX));
        if (function.description() != null) {
            g.writeStringField("description", function.description());
        }
        g.writeFieldName("parameters");
        g.writeRawValue(schema);
        g.writeBooleanField("strict", strict);
        g.writeEndObject();
    }

    private static void custom(JsonGenerator g, Tool.Custom custom) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "custom");
        g.writeStringField("name", ToolNames.fit(custom.name(), ToolNames.OPENAI_MAX));
        if (custom.description() != null) {
            g.writeStringField("description", custom.description());
        }
        if (custom.formatJson() != null) {
            g.writeFieldName("format");
            g.writeRawValue(CustomTools.flatFormat(custom.formatJson()));
        }
        g.writeEndObject();
    }

    private void choice(JsonGenerator g, ToolChoice chosen) throws IOException {
        switch (chosen) {
            case ToolChoice.Auto ignored -> g.writeString("auto");
            case ToolChoice.None ignored -> g.writeString("none");
            case ToolChoice.Required ignored -> g.writeString("required");
            case ToolChoice.Named named -> named(g, named.name());
            case ToolChoice.Allowed allowed -> {
                g.writeStartObject();
                g.writeStringField("type", "allowed_tools");
                g.writeStringField("mode", allowed.required() ? "required" : "auto");
                g.writeArrayFieldStart("tools");
                for (String name : allowed.names()) {
                    named(g, name);
                }
                g.writeEndArray();
                g.writeEndObject();
            }
        }
    }

    private void named(JsonGenerator g, String name) throws IOException {
        Tool tool = sent.stream().filter(t -> t.name().equals(name)).findFirst().orElse(null);
        g.writeStartObject();
        if (tool instanceof Tool.Native own) {
            g.writeStringField("type", own.type());
            if (own.type().equals(McpServer.RESPONSES)) {
                g.writeStringField("server_label", own.name());
            }
        } else {
            g.writeStringField("type", tool instanceof Tool.Custom ? "custom" : "function");
            g.writeStringField("name", ToolNames.fit(name, ToolNames.OPENAI_MAX));
        }
        g.writeEndObject();
    }
}
