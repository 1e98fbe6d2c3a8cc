package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Usage;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts a whole answer into a Message. */
final class AnthropicWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AnthropicWriter() {}

    static ObjectNode answer(Prompt prompt, Reply reply, UsageForm form) {
        ObjectNode message = outline(prompt, reply);
        ArrayNode content = message.putArray("content");
        for (int i = 0; i < reply.blocks().size(); i++) {
            content.add(block(reply.blocks().get(i)));
        }
        served(reply).forEach(content::add);
        message.put("stop_reason", stopReason(reply)).put("stop_sequence", reply.stopSequence());
        message.putNull("stop_details").putNull("container").putNull("diagnostics");
        form.put(message, usage(reply.usage()));
        return message;
    }

    static ObjectNode outline(Prompt prompt, Reply reply) {
        return object().put("id", "msg_01" + reply.id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", prompt.model());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String callId(Block.ToolCall call) {
        return "toolu_01" + call.id();
    }

    private static ObjectNode block(Block block) {
        return switch (block) {
            case Block.Text(String text) ->
                object().put("type", "text").put("text", text).putNull("citations");
            case Block.Thinking thinking ->
                object().put("type", "thinking")
                        .put("thinking", thinking.visible())
                        .put("signature", thinking.signature());
            case Block.ToolCall call -> {
                ObjectNode json =
                        object().put("type", "tool_use").put("id", callId(call)).put("name", call.name());
                json.set("input", input(call.arguments()));
                json.putObject("caller").put("type", "direct");
                yield json;
            }
        };
    }

    /** What the API did itself before it paused: a search and what it found. */
    static List<ObjectNode> served(Reply reply) {
        if (reply.stop() != Reply.Stop.PAUSE) {
            return List.of();
        }
        String id = "srvtoolu_01" + reply.id();
        ObjectNode search =
                object().put("type", "server_tool_use").put("id", id).put("name", "web_search");
        search.putObject("input").put("query", "simulated");
        ObjectNode found = object().put("type", "web_search_tool_result").put("tool_use_id", id);
        found.putArray("content")
                .addObject()
                .put("type", "web_search_result")
                .put("url", "https://example.com/found")
                .put("title", "Found")
                .put("encrypted_content", "RnVsbA==")
                .putNull("page_age");
        return List.of(search, found);
    }

    /** Arguments that the token limit broke off can't be shown as an object; the API then shows an empty one. */
    private static JsonNode input(String arguments) {
        try {
            return JSON.readTree(arguments) instanceof ObjectNode object ? object : object();
        } catch (JsonProcessingException brokenOff) {
            return object();
        }
    }

    static String stopReason(Reply reply) {
        return switch (reply.stop()) {
            case END -> "end_turn";
            case MAX_TOKENS -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
            case TOOL_CALLS -> "tool_use";
            case PAUSE -> "pause_turn";
        };
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode json = counts(usage, usage.output());
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWrite5m())
                .put("ephemeral_1h_input_tokens", usage.cacheWrite1h());
        json.putObject("output_tokens_details").put("thinking_tokens", usage.thinking());
        return json.putNull("server_tool_use")
                .put("service_tier", "standard")
                .put("inference_geo", "global")
                .put("speed", "standard");
    }

    /** Usage as the first event tells it, before there is any output to speak of. */
    static ObjectNode usageAtStart(Usage usage) {
        ObjectNode json = counts(usage, Math.min(1, usage.output()));
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWrite5m())
                .put("ephemeral_1h_input_tokens", usage.cacheWrite1h());
        return json.put("service_tier", "standard").put("inference_geo", "global");
    }

    static ObjectNode usageAtEnd(Usage usage) {
        ObjectNode json = counts(usage, usage.output());
        if (usage.thinking() > 0) {
            json.putObject("output_tokens_details").put("thinking_tokens", usage.thinking());
        }
        return json;
    }

    private static ObjectNode counts(Usage usage, int output) {
        return object().put("input_tokens", usage.input())
                .put("cache_creation_input_tokens", usage.cacheWrite())
                .put("cache_read_input_tokens", usage.cacheRead())
                .put("output_tokens", output);
    }
}
