package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;

/**
 * A call of a server's tool that the provider made by the Model Context Protocol, in no dialect's form: Anthropic has a block for
 * the call and one for its result, Responses one item for both. Chat has nothing of the kind.
 *
 * @param arguments JSON text
 * @param result absent where it stands apart, or where the answer ended before it
 */
public record McpCall(
        String id,
        String server,
        String name,
        String arguments,
        @Nullable Result result) {
    private static final String MESSAGES_CALL = "mcp_tool_use";
    private static final String MESSAGES_RESULT = "mcp_tool_result";
    private static final String RESPONSES_CALL = "mcp_call";
    private static final String MESSAGES_ID = "mcptoolu_";
    private static final String RESPONSES_ID = "mcp_";
    private static final int ID_MAX = 64;

    /** What the server said: the result, or what went wrong. */
    public record Result(String text, boolean failed) {}

    /** A result that stands apart from its call. */
    public record Answer(String callId, Result result) {}

    /** A part of either dialect that is such a call; empty for any other. */
    public static Optional<McpCall> of(ContentPart.Opaque part) {
        if (part.dialect() == DialectId.ANTHROPIC_MESSAGES && part.type().equals(MESSAGES_CALL)) {
            JsonNode call = tree(part.json());
            return Optional.of(
                    of(call, call.path("server_name"), call.path("input").toString(), null));
        }
        if (part.dialect() == DialectId.OPENAI_RESPONSES && part.type().equals(RESPONSES_CALL)) {
            JsonNode call = tree(part.json());
            return Optional.of(
                    of(call, call.path("server_label"), call.path("arguments").asText(""), resultIn(call)));
        }
        return Optional.empty();
    }

    private static McpCall of(JsonNode call, JsonNode server, String arguments, @Nullable Result result) {
        return new McpCall(
                call.path("id").asText(""),
                server.asText(""),
                call.path("name").asText(""),
                arguments.isBlank() ? "{}" : arguments,
                result);
    }

    private static @Nullable Result resultIn(JsonNode call) {
        JsonNode error = call.path("error");
        if (error.isTextual() || error.isObject()) {
            return new Result(error.isTextual() ? error.asText() : error.toString(), true);
        }
        String status = call.path("status").asText("completed");
        if (status.equals("failed")) {
            return new Result("", true);
        }
        JsonNode output = call.path("output");
        return output.isTextual() || status.equals("completed") ? new Result(output.asText(""), false) : null;
    }

    /** A part that is the result of such a call; empty for any other. */
    public static Optional<Answer> answer(ContentPart.Opaque part) {
        if (part.dialect() != DialectId.ANTHROPIC_MESSAGES || !part.type().equals(MESSAGES_RESULT)) {
            return Optional.empty();
        }
        JsonNode result = tree(part.json());
        JsonNode content = result.path("content");
        List<String> texts = new ArrayList<>();
        content.forEach(block ->
                texts.add(block.path("text").isTextual() ? block.path("text").asText() : block.toString()));
        return Optional.of(new Answer(
                result.path("tool_use_id").asText(""),
                new Result(
                        content.isTextual() ? content.asText() : String.join("\n", texts),
                        result.path("is_error").asBoolean())));
    }

    /** All results that stand apart among these parts, by their calls. */
    public static Map<String, Result> results(List<ContentPart> parts) {
        Map<String, Result> results = new HashMap<>();
        for (ContentPart part : parts) {
            if (part instanceof ContentPart.Opaque own) {
                answer(own).ifPresent(answer -> results.put(answer.callId(), answer.result()));
            }
        }
        return results;
    }

    /** The same call with its result. */
    public McpCall with(@Nullable Result known) {
        return new McpCall(id, server, name, arguments, known);
    }

    /** Whether the request offers the tools of the server that was called: only then may its calls stand in the history. */
    public boolean isOf(List<McpServer> servers) {
        return servers.stream().anyMatch(offered -> offered.name().equals(server));
    }

    /** The blocks of Messages for it: the call, and the result where it is known. */
    public List<ObjectNode> messagesBlocks() {
        String own = id(RESPONSES_ID, MESSAGES_ID);
        List<ObjectNode> blocks = new ArrayList<>();
        ObjectNode call = JsonNodeFactory.instance
                .objectNode()
                .put("type", MESSAGES_CALL)
                .put("id", own)
                .put("name", name)
                .put("server_name", server);
        call.set("input", ToolInput.parse(arguments));
        blocks.add(call);
        if (result != null) {
            ObjectNode answer = JsonNodeFactory.instance
                    .objectNode()
                    .put("type", MESSAGES_RESULT)
                    .put("tool_use_id", own)
                    .put("is_error", result.failed());
            answer.putArray("content")
                    .addObject()
                    .put("type", "text")
                    .put("text", SurrogateGuard.repair(result.text()));
            blocks.add(answer);
        }
        return blocks;
    }

    /** The id of its item in Responses. */
    public String responsesId() {
        return id(MESSAGES_ID, RESPONSES_ID);
    }

    /** The same call always has the same id, of the form that the other dialect has. */
    private String id(String from, String to) {
        String bare = id.startsWith(from) ? id.substring(from.length()) : id;
        return to + ToolNames.callId(bare, ID_MAX - to.length());
    }

    /**
     * The item of Responses.
     *
     * @param status where it is in its life
     */
    public ObjectNode responsesItem(String itemId, String status) {
        ObjectNode item = JsonNodeFactory.instance
                .objectNode()
                .put("id", itemId)
                .put("type", RESPONSES_CALL)
                .put("status", status)
                .put("approval_request_id", (String) null)
                .put("server_label", server)
                .put("name", name)
                .put("arguments", SurrogateGuard.repair(arguments));
        boolean failed = result != null && result.failed();
        String said = result == null ? null : SurrogateGuard.repair(result.text());
        return item.put("output", failed ? null : said).put("error", failed ? said : null);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an opaque part is raw JSON", e);
        }
    }
}
