package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code tools} and {@code toolConfig}. */
final class ToolRules {

    private static final Set<String> SERVER = Set.of(
            "googleSearch",
            "urlContext",
            "codeExecution",
            "googleMaps",
            "fileSearch",
            "enterpriseWebSearch",
            "computerUse",
            "googleSearchRetrieval");
    private static final Set<String> DECLARATION = Set.of(
            "name", "description", "parameters", "parametersJsonSchema", "response", "responseJsonSchema", "behavior");
    private static final Set<String> MODES = Set.of("AUTO", "ANY", "NONE", "VALIDATED");

    static final List<GeminiRule> ALL = List.of(ToolRules::tools, ToolRules::mixed, ToolRules::config);

    private ToolRules() {}

    private static Optional<String> tools(GeminiRequest request) {
        Set<String> known = new HashSet<>(SERVER);
        known.add("functionDeclarations");
        Set<String> names = new HashSet<>();
        JsonNode tools = request.body().path("tools");
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + ']';
            Optional<String> unknown = GeminiRule.unknown(tools.path(i), known, path);
            if (unknown.isPresent()) {
                return unknown;
            }
            JsonNode declarations = tools.path(i).path("functionDeclarations");
            for (int j = 0; j < declarations.size(); j++) {
                String at = path + ".function_declarations[" + j + ']';
                Optional<String> fault = declaration(declarations.path(j), at);
                if (fault.isPresent()) {
                    return fault;
                }
                String name = declarations.path(j).path("name").asText();
                if (!names.add(name)) {
                    return Optional.of("Duplicate function declaration found: " + name);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> declaration(JsonNode declaration, String path) {
        Optional<String> unknown = GeminiRule.unknown(declaration, DECLARATION, path);
        if (unknown.isPresent()) {
            return unknown;
        }
        if (!declaration.path("name").asText().matches("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}")) {
            return Optional.of("* GenerateContentRequest." + path + ".name: Invalid function name. Must start with a "
                    + "letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons "
                    + "(:), or dashes (-), with a maximum length of 128.");
        }
        if (declaration.hasNonNull("parameters") && declaration.hasNonNull("parametersJsonSchema")) {
            return Optional.of("* GenerateContentRequest." + path
                    + ": only one of parameters and parameters_json_schema may be set");
        }
        return declaration.hasNonNull("parameters")
                ? GeminiSchema.fault(declaration.path("parameters"), path + ".parameters", false)
                : Optional.empty();
    }

    private static Optional<String> mixed(GeminiRequest request) {
        boolean server = false;
        for (JsonNode tool : request.body().path("tools")) {
            server |= SERVER.stream().anyMatch(tool::has);
        }
        if (!server || request.functions().isEmpty()) {
            return Optional.empty();
        }
        boolean asked = request.body()
                .path("toolConfig")
                .path("includeServerSideToolInvocations")
                .asBoolean();
        return request.traits().callIds() && asked
                ? Optional.empty()
                : Optional.of("Tool use with function calling is unsupported");
    }

    private static Optional<String> config(GeminiRequest request) {
        JsonNode given = request.body().path("toolConfig");
        JsonNode config = given.path("functionCallingConfig");
        Optional<String> unknown = GeminiRule.unknown(
                        given,
                        Set.of("functionCallingConfig", "retrievalConfig", "includeServerSideToolInvocations"),
                        "tool_config")
                .or(() -> GeminiRule.unknown(
                        config,
                        Set.of("mode", "allowedFunctionNames", "streamFunctionCallArguments"),
                        "tool_config.function_calling_config"));
        if (unknown.isPresent() || config.isMissingNode()) {
            return unknown;
        }
        String mode = config.path("mode").asText("AUTO");
        if (!MODES.contains(mode)) {
            return Optional.of(
                    "Invalid value at 'tool_config.function_calling_config.mode' (type.googleapis.com/google."
                            + "ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), \"" + mode + '"');
        }
        if (request.functions().isEmpty() && mode.equals("ANY")) {
            return Optional.of("Function calling config is set without function_declarations.");
        }
        return allowed(request, config.path("allowedFunctionNames"), mode);
    }

    private static Optional<String> allowed(GeminiRequest request, JsonNode allowed, String mode) {
        if (!allowed.isEmpty() && !Set.of("ANY", "VALIDATED").contains(mode)) {
            return Optional.of("* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: "
                    + "allowed_function_names should only be set when function calling mode is ANY.");
        }
        Set<String> names = request.functions().stream()
                .map(function -> function.path("name").asText())
                .collect(Collectors.toSet());
        for (JsonNode name : allowed) {
            if (!names.contains(name.asText())) {
                return Optional.of(
                        "* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: " + "\""
                                + name.asText() + "\" is not a declared function.");
            }
        }
        return Optional.empty();
    }
}
