package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/** {@code tools} and {@code toolConfig} (translation table, section 4; the provider's page, sections 2 and 5). */
final class ToolWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> SEARCH_OWN = Set.of("type", "name", "cache_control");

    private final InferenceRequest request;
    private final GeminiModel model;
    private final Warnings warnings;
    private final List<Tool.Function> functions = new ArrayList<>();
    private boolean search;

    ToolWriter(InferenceRequest request, GeminiModel model, Warnings warnings) {
        this.request = request;
        this.model = model;
        this.warnings = warnings;
        for (Tool tool : request.tools()) {
            switch (tool) {
                case Tool.Function function -> functions.add(function);
                case Tool.Custom custom -> functions.add(asFunction(custom));
                case Tool.Native own -> {
                    // below, when it is known whether there are functions
                }
            }
        }
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Native own) {
                hosted(own);
            }
        }
        if (request.extras().containsKey(WebSearch.CHAT_OPTIONS)) {
            chatSearch();
        }
        filter();
    }

    boolean hasFunctions() {
        return !functions.isEmpty();
    }

    /** Free text has no equivalent: it becomes the one string of a function, and its grammar is only described. */
    private Tool.Function asFunction(Tool.Custom custom) {
        warnings.add("tools." + custom.name(), "as-function");
        String description = custom.description() == null ? "" : custom.description();
        if (custom.formatJson() != null && custom.formatJson().contains("\"grammar\"")) {
            description = (description + "\n\nThe input must follow this format: " + custom.formatJson()).strip();
        }
        return new Tool.Function(
                custom.name(),
                description.isEmpty() ? null : description,
                "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}",
                null,
                null);
    }

    /** Web search is Google's own; other hosted tools have no counterpart. */
    private void hosted(Tool.Native own) {
        String field = "tools." + own.name();
        boolean isSearch = own.type().startsWith("web_search") && model.takesSearch();
        if (isSearch && functions.isEmpty()) {
            search = true;
            GeminiJson.object(own.json()).fieldNames().forEachRemaining(option -> {
                if (!SEARCH_OWN.contains(option)) {
                    warnings.add(field + "." + option, "unsupported");
                }
            });
            return;
        }
        boolean forced = request.toolChoice() instanceof ToolChoice.Named named
                && named.name().equals(own.name());
        if (forced || request.tools().size() == 1) {
            throw GatewayError.invalid("tools", "'" + own.type() + "' is not available for this model")
                    .asException();
        }
        warnings.add(field, isSearch ? "not-with-functions" : "unsupported");
    }

    private void chatSearch() {
        if (functions.isEmpty() && model.takesSearch()) {
            search = true;
        } else {
            warnings.add(WebSearch.CHAT_OPTIONS, functions.isEmpty() ? "unsupported" : "not-with-functions");
        }
    }

    /** A choice among some can be said to newer models only; older ones see no others. */
    private void filter() {
        if (request.toolChoice() instanceof ToolChoice.Allowed allowed
                && !allowed.required()
                && !model.takesJsonSchema()
                && functions.removeIf(function -> !allowed.names().contains(function.name()))) {
            warnings.add("tool_choice", "tools-filtered");
        }
    }

    void write(ObjectNode body) {
        if (search) {
            body.putArray("tools").addObject().putObject("googleSearch");
            if (request.toolChoice() instanceof ToolChoice.Required
                    || request.toolChoice() instanceof ToolChoice.Named) {
                warnings.add("tool_choice", "unsupported");
            }
        }
        if (functions.isEmpty()) {
            return;
        }
        ArrayNode declarations = body.putArray("tools").addObject().putArray("functionDeclarations");
        functions.forEach(function -> declarations.add(declaration(function)));
        choice(body);
        if (Objects.equals(request.parallelToolCalls(), false)) {
            warnings.add("tool_choice.disable_parallel_tool_use", "unsupported");
        }
    }

    static String name(String name) {
        return ToolNames.fitWord(name, ToolNames.GEMINI_MAX);
    }

    private ObjectNode declaration(Tool.Function function) {
        ObjectNode declaration = JSON.objectNode().put("name", name(function.name()));
        if (function.description() != null) {
            declaration.put("description", function.description());
        }
        ObjectNode schema = GeminiJson.object(function.schemaJson());
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        if (model.takesJsonSchema()) {
            schema.remove("$schema");
            declaration.set("parametersJsonSchema", schema);
            return declaration;
        }
        OpenApiSchema converter = new OpenApiSchema(schema);
        ObjectNode parameters = converter.convert();
        if (parameters != null) {
            declaration.set("parameters", parameters);
        }
        if (converter.lossy()) {
            warnings.add("tools." + function.name() + ".parameters", "approximated");
        }
        return declaration;
    }

    private void choice(ObjectNode body) {
        ToolChoice choice = request.toolChoice();
        boolean strict = functions.stream().anyMatch(function -> Objects.equals(function.strict(), true));
        if (strict && !model.takesJsonSchema()) {
            warnings.add("tools.strict", "unsupported");
        }
        String free = strict && model.takesJsonSchema() ? "VALIDATED" : "AUTO";
        switch (choice) {
            case null -> {
                if (!free.equals("AUTO")) {
                    mode(body, free, List.of());
                }
            }
            case ToolChoice.Auto auto -> mode(body, free, List.of());
            case ToolChoice.None none -> mode(body, "NONE", List.of());
            case ToolChoice.Required required -> mode(body, "ANY", List.of());
            case ToolChoice.Named named -> mode(body, "ANY", List.of(named.name()));
            case ToolChoice.Allowed allowed -> {
                // AUTO takes no names; VALIDATED is free to answer in words too.
                if (allowed.required()) {
                    mode(body, "ANY", allowed.names());
                } else if (model.takesJsonSchema()) {
                    mode(body, "VALIDATED", allowed.names());
                } else {
                    mode(body, "AUTO", List.of());
                }
            }
        }
    }

    private static void mode(ObjectNode body, String mode, List<String> names) {
        ObjectNode config =
                body.putObject("toolConfig").putObject("functionCallingConfig").put("mode", mode);
        if (!names.isEmpty()) {
            ArrayNode array = config.putArray("allowedFunctionNames");
            names.forEach(name -> array.add(name(name)));
        }
    }
}
