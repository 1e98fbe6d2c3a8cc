package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Usage;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts a whole answer into a Converse response. */
final class ConverseWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConverseWriter() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode answer(Asked asked, Reply reply, UsageForm form) {
        ObjectNode json = object();
        ObjectNode message = json.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        boolean signs = signs(asked);
        reply.blocks().forEach(block -> content.add(block(block, signs)));
        json.put("stopReason", stopReason(reply));
        form.put(json, "usage", usage(reply.usage()));
        json.putObject("metrics").put("latencyMs", 1);
        addFields(json, asked, reply);
        return json;
    }

    /** The vendor's own fields that were asked for by their path; there is one. */
    static void addFields(ObjectNode json, Asked asked, Reply reply) {
        for (JsonNode path : asked.body().path("additionalModelResponseFieldPaths")) {
            if (path.asText().equals("/stop_sequence") && reply.stopSequence() != null) {
                json.putObject("additionalModelResponseFields").put("stop_sequence", reply.stopSequence());
            }
        }
    }

    static boolean signs(Asked asked) {
        return VendorTraits.of(BedrockPath.in(asked.call()).foundation()).signs();
    }

    static String callId(Block.ToolCall call) {
        return "tooluse_" + call.id();
    }

    private static ObjectNode block(Block block, boolean signs) {
        ObjectNode json = object();
        switch (block) {
            case Block.Text(String text) -> json.put("text", text);
            case Block.Thinking thinking -> {
                ObjectNode text = json.putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", thinking.visible());
                if (signs) {
                    text.put("signature", thinking.signature());
                }
            }
            case Block.ToolCall call ->
                json.putObject("toolUse")
                        .put("toolUseId", callId(call))
                        .put("name", call.name())
                        .set("input", input(call.arguments()));
        }
        return json;
    }

    /** Arguments that the token limit broke off can't be shown as an object. */
    private static JsonNode input(String arguments) {
        try {
            return JSON.readTree(arguments);
        } catch (JsonProcessingException brokenOff) {
            return object();
        }
    }

    static String stopReason(Reply reply) {
        return switch (reply.stop()) {
            case END, PAUSE -> "end_turn";
            case MAX_TOKENS -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
            case TOOL_CALLS -> "tool_use";
        };
    }

    /** The input doesn't include what was read from the cache or written to it. */
    static ObjectNode usage(Usage usage) {
        ObjectNode json = object().put("inputTokens", usage.input())
                .put("outputTokens", usage.output())
                .put("totalTokens", usage.prompt() + usage.output())
                .put("cacheReadInputTokens", usage.cacheRead())
                .put("cacheWriteInputTokens", usage.cacheWrite());
        ArrayNode details = json.arrayNode();
        addWritten(details, "5m", usage.cacheWrite5m());
        addWritten(details, "1h", usage.cacheWrite1h());
        if (!details.isEmpty()) {
            json.set("cacheDetails", details);
        }
        return json;
    }

    private static void addWritten(ArrayNode details, String ttl, int tokens) {
        if (tokens > 0) {
            details.addObject().put("ttl", ttl).put("inputTokens", tokens);
        }
    }
}
