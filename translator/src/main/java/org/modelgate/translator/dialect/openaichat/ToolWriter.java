package org.modelgate.translator.dialect.openaichat;

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
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.StrictSchema;

/** Tools for a chat provider (translation table, section 4). */
final class ToolWriter {
    private final ChatTarget target;
    private final Warnings warnings;
    private final List<Tool> sent = new ArrayList<>();
    private final @Nullable ToolChoice choice;
    private final @Nullable Boolean parallel;
    private final boolean searches;
    private @Nullable WebSearch search;

    /** @param searches whether the model searches the web */
    ToolWriter(InferenceRequest request, ChatTarget target, boolean searches, Warnings warnings) {
        this.target = target;
        this.warnings = warnings;
        this.choice = request.toolChoice();
        this.parallel = request.parallelToolCalls();
        this.searches = searches;
        for (Tool tool : request.tools()) {
            Tool sendable = sendable(tool, request.tools().size() == 1);
            if (sendable != null) {
                sent.add(sendable);
            }
        }
    }

    boolean hasFunctions() {
        return !sent.isEmpty();
    }

    private @Nullable Tool sendable(Tool tool, boolean only) {
        return switch (tool) {
            case Tool.Function function -> function;
            case Tool.Custom custom -> custom;
            case Tool.Native own -> own.dialect() == DialectId.OPENAI_CHAT ? own : searchOrNone(own, only);
        };
    }

    private @Nullable Tool searchOrNone(Tool.Native own, boolean only) {
        WebSearch asked = searches ? WebSearch.of(own).orElse(null) : null;
        if (asked == null || !asked.live()) {
            return foreign(own, only);
        }
        if (!asked.allowedDomains().isEmpty() || !asked.blockedDomains().isEmpty()) {
            warnings.add("tools." + own.name() + ".domains", "unsupported");
        }
        if (asked.maxUses() != null) {
            warnings.add("tools." + own.name() + ".max_uses", "unsupported");
        }
        search = asked;
        return null;
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
        if (search != null) {
            search(g, search);
        }
        if (sent.isEmpty()) {
            return;
        }
        g.writeArrayFieldStart("tools");
        for (Tool tool : sent) {
            tool(g, tool);
        }
        g.writeEndArray();
        if (choice != null) {
            g.writeFieldName("tool_choice");
            choice(g, choice);
        }
        parallel(g);
    }

    private static void search(JsonGenerator g, WebSearch asked) throws IOException {
        g.writeObjectFieldStart(WebSearch.CHAT_OPTIONS);
        if (asked.contextSize() != null) {
            g.writeStringField("search_context_size", asked.contextSize());
        }
        if (asked.place() != null) {
            g.writeObjectFieldStart("user_location");
            g.writeStringField("type", "approximate");
            g.writeFieldName("approximate");
            g.writeRawValue(asked.place().toString());
            g.writeEndObject();
        }
        g.writeEndObject();
    }

    private void parallel(JsonGenerator g) throws IOException {
        if (!Objects.equals(parallel, false)) {
            return;
        }
        if (target.isOpenAi() || target.maker() == ChatTarget.Maker.MISTRAL) {
            g.writeBooleanField("parallel_tool_calls", false);
        } else {
            warnings.add("tool_choice.disable_parallel_tool_use", "unsupported");
        }
    }

    private void tool(JsonGenerator g, Tool tool) throws IOException {
        switch (tool) {
            case Tool.Function function -> function(g, function);
            case Tool.Custom custom -> custom(g, custom);
            case Tool.Native own -> g.writeRawValue(own.json());
        }
    }

    private void function(JsonGenerator g, Tool.Function function) throws IOException {
        String schema = StrictSchema.typed(function.schemaJson());
        g.writeStartObject();
        g.writeStringField("type", "function");
        g.writeObjectFieldStart("function");
        g.writeStringField("name", ToolNames.fit(function.name(), ToolNames.OPENAI_MAX));
        if (function.description() != null) {
            g.writeStringField("description", function.description());
        }
        g.writeFieldName("parameters");
        g.writeRawValue(schema);
        if (Objects.equals(function.strict(), true)) {
            boolean strict = target.isOpenAi() && StrictSchema.conforms(schema);
            if (!strict) {
                warnings.add("tools." + function.name() + ".strict", "unsupported");
            }
            if (target.isOpenAi()) {
                g.writeBooleanField("strict", strict);
            }
        }
        g.writeEndObject();
        g.writeEndObject();
    }

    private void custom(JsonGenerator g, Tool.Custom custom) throws IOException {
        if (!target.isOpenAi()) {
            function(g, CustomTools.asFunction(custom, warnings));
            return;
        }
        g.writeStartObject();
        g.writeStringField("type", "custom");
        g.writeObjectFieldStart("custom");
        g.writeStringField("name", ToolNames.fit(custom.name(), ToolNames.OPENAI_MAX));
        if (custom.description() != null) {
            g.writeStringField("description", custom.description());
        }
        if (custom.formatJson() != null) {
            g.writeFieldName("format");
            g.writeRawValue(custom.formatJson());
        }
        g.writeEndObject();
        g.writeEndObject();
    }

    private void choice(JsonGenerator g, ToolChoice chosen) throws IOException {
        switch (chosen) {
            case ToolChoice.Auto ignored -> g.writeString("auto");
            case ToolChoice.None ignored -> g.writeString("none");
            case ToolChoice.Required ignored ->
                g.writeString(target.maker() == ChatTarget.Maker.MISTRAL ? "any" : "required");
            case ToolChoice.Named named -> named(g, named.name());
            case ToolChoice.Allowed allowed -> {
                g.writeStartObject();
                g.writeStringField("type", "allowed_tools");
                g.writeObjectFieldStart("allowed_tools");
                g.writeStringField("mode", allowed.required() ? "required" : "auto");
                g.writeArrayFieldStart("tools");
                for (String name : allowed.names()) {
                    if (sent.stream().anyMatch(tool -> tool.name().equals(name))) {
                        named(g, name);
                    }
                }
                g.writeEndArray();
                g.writeEndObject();
                g.writeEndObject();
            }
        }
    }

    private void named(JsonGenerator g, String name) throws IOException {
        boolean custom = target.isOpenAi()
                && sent.stream()
                        .anyMatch(tool ->
                                tool instanceof Tool.Custom && tool.name().equals(name));
        String kind = custom ? "custom" : "function";
        g.writeStartObject();
        g.writeStringField("type", kind);
        g.writeObjectFieldStart(kind);
        g.writeStringField("name", ToolNames.fit(name, ToolNames.OPENAI_MAX));
        g.writeEndObject();
        g.writeEndObject();
    }
}
