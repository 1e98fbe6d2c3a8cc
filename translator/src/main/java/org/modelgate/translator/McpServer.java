package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;

/**
 * A server of tools that the provider calls by the Model Context Protocol, in no dialect's form (translation table, section 8).
 *
 * @param authorization token for the server, as the client gave it
 * @param allowed names of the tools that may be called; empty where all may
 */
public record McpServer(String name, String url, @Nullable String authorization, List<String> allowed) {
    /** Type of the tool in Responses. */
    public static final String RESPONSES = "mcp";

    /** Type of the tool in Messages, where the server itself stands apart. */
    public static final String MESSAGES = "mcp_toolset";

    /** Member of a toolset under which its decoder keeps the server. */
    public static final String SERVER = "server";

    @Override
    public String toString() {
        return "McpServer[" + name + "]";
    }

    /**
     * A tool of either dialect that is such a server; empty for any other.
     *
     * @throws org.modelgate.common.error.GatewayException invalid_request if calls of it need the user's approval, or if it is a
     *     connector of OpenAI's
     */
    public static Optional<McpServer> of(Tool.Native tool) {
        return switch (tool.type()) {
            case RESPONSES -> Optional.of(ofResponses(tool.name(), tree(tool.json())));
            case MESSAGES -> Optional.of(ofMessages(tool.name(), tree(tool.json())));
            default -> Optional.empty();
        };
    }

    /** All servers among a request's tools. */
    public static List<McpServer> of(List<Tool> tools) {
        List<McpServer> servers = new ArrayList<>();
        for (Tool tool : tools) {
            if (tool instanceof Tool.Native own) {
                of(own).ifPresent(servers::add);
            }
        }
        return servers;
    }

    private static McpServer ofResponses(String name, JsonNode tool) {
        String path = "tools." + name;
        if (!tool.path("server_url").isTextual()) {
            throw GatewayError.invalid(path + ".server_url", "is required for this model")
                    .asException();
        }
        if (!tool.path("require_approval").asText().equals("never")) {
            throw GatewayError.invalid(path + ".require_approval", "must be 'never' for this model")
                    .asException();
        }
        JsonNode allowed = tool.path("allowed_tools");
        return new McpServer(
                name,
                tool.path("server_url").asText(),
                tool.path("authorization").textValue(),
                texts(allowed.isArray() ? allowed : allowed.path("tool_names")));
    }

    private static McpServer ofMessages(String name, JsonNode toolset) {
        List<String> enabled = new ArrayList<>();
        if (!toolset.path("default_config").path("enabled").asBoolean(true)) {
            toolset.path("configs").properties().forEach(config -> {
                if (config.getValue().path("enabled").asBoolean()) {
                    enabled.add(config.getKey());
                }
            });
        }
        JsonNode server = toolset.path(SERVER);
        return new McpServer(
                name,
                server.path("url").asText(),
                server.path("authorization_token").textValue(),
                List.copyOf(enabled));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }

    /** The tool for a Responses provider. */
    public ObjectNode responsesTool() {
        ObjectNode tool = JsonNodeFactory.instance
                .objectNode()
                .put("type", RESPONSES)
                .put("server_label", name)
                .put("server_url", url)
                .put("require_approval", "never");
        if (authorization != null) {
            tool.put("authorization", authorization);
        }
        if (!allowed.isEmpty()) {
            ArrayNode names = tool.putArray("allowed_tools");
            allowed.forEach(names::add);
        }
        return tool;
    }

    /** The entry of {@code mcp_servers} for an Anthropic provider. */
    public ObjectNode messagesServer() {
        ObjectNode server = JsonNodeFactory.instance
                .objectNode()
                .put("type", "url")
                .put("name", name)
                .put("url", url);
        if (authorization != null) {
            server.put("authorization_token", authorization);
        }
        return server;
    }

    /** The tool for an Anthropic provider. */
    public ObjectNode messagesToolset() {
        ObjectNode toolset =
                JsonNodeFactory.instance.objectNode().put("type", MESSAGES).put("mcp_server_name", name);
        if (!allowed.isEmpty()) {
            toolset.putObject("default_config").put("enabled", false);
            ObjectNode configs = toolset.putObject("configs");
            allowed.forEach(tool -> configs.putObject(tool).put("enabled", true));
        }
        return toolset;
    }
}
