package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.core.Usage;
import org.modelgate.deploy.simulator.core.UsageForm;
import org.modelgate.deploy.simulator.openai.StrictSchema;

/** Puts an answer, or a part of one, into a response object. */
record ResponsesWriter(Signer signer, Asked asked, Reply reply) {

    /** Answers must not depend on the clock. */
    static final long CREATED = 1_790_000_000L;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** What a field of the request is told to be that wasn't given. */
    private static final List<Map.Entry<String, JsonNode>> ECHOED = List.of(
            Map.entry("instructions", JSON.nullNode()),
            Map.entry("max_output_tokens", JSON.nullNode()),
            Map.entry("max_tool_calls", JSON.nullNode()),
            Map.entry("parallel_tool_calls", JSON.booleanNode(true)),
            Map.entry("prompt_cache_key", JSON.nullNode()),
            Map.entry("safety_identifier", JSON.nullNode()),
            Map.entry("store", JSON.booleanNode(true)),
            Map.entry("temperature", JSON.numberNode(1.0)),
            Map.entry("tool_choice", JSON.textNode("auto")),
            Map.entry("top_logprobs", JSON.numberNode(0)),
            Map.entry("top_p", JSON.numberNode(1.0)),
            Map.entry("truncation", JSON.textNode("disabled")),
            Map.entry("user", JSON.nullNode()),
            Map.entry("metadata", JSON.objectNode()));

    List<ObjectNode> items() {
        return OutputItems.of(signer, asked, reply);
    }

    ObjectNode answer(List<ObjectNode> items, UsageForm form) {
        boolean cut = reply.stop() == Reply.Stop.MAX_TOKENS;
        ObjectNode json = outline(cut ? "incomplete" : "completed");
        if (cut) {
            json.putObject("incomplete_details").put("reason", "max_output_tokens");
        } else {
            json.put("completed_at", CREATED + 1);
        }
        json.putArray("output").addAll(items);
        json.remove("usage");
        form.put(json, usage(reply.usage()));
        return json;
    }

    ObjectNode failed(Refusal refusal) {
        ObjectNode json = outline("failed");
        json.putObject("error").put("code", code(refusal)).put("message", refusal.message());
        return json;
    }

    static String code(Refusal refusal) {
        String code = refusal.code();
        return code == null ? refusal.type() : code;
    }

    /** A response without output and usage. */
    ObjectNode outline(String status) {
        JsonNode body = asked.body();
        ObjectNode json = JSON.objectNode()
                .put("id", "resp_" + reply.id())
                .put("object", "response")
                .put("created_at", CREATED)
                .put("status", status)
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", asked.prompt().model())
                .putNull("previous_response_id")
                .put("service_tier", "default");
        json.putArray("output");
        for (Map.Entry<String, JsonNode> echoed : ECHOED) {
            String name = echoed.getKey();
            json.set(name, body.hasNonNull(name) ? body.path(name) : echoed.getValue());
        }
        json.putObject("reasoning")
                .put("effort", body.path("reasoning").path("effort").asText(null))
                .put("summary", body.path("reasoning").path("summary").asText(null));
        json.set("text", text(body.path("text")));
        json.set("tools", tools(body.path("tools")));
        ArrayNode removed = new ReasoningRules(signer).removed(asked.prompt().model(), body);
        if (!removed.isEmpty()) {
            json.set("input_transformations", removed);
        }
        return json.putNull("usage");
    }

    private static ObjectNode text(JsonNode given) {
        ObjectNode json = JSON.objectNode();
        json.putObject("format").put("type", "text");
        json.put("verbosity", "medium");
        given.properties().forEach(field -> json.set(field.getKey(), field.getValue()));
        return json;
    }

    /** A function that doesn't say is strict where its schema lets it be. */
    private static ArrayNode tools(JsonNode given) {
        ArrayNode tools = JSON.arrayNode();
        for (JsonNode tool : given) {
            if (tool instanceof ObjectNode object
                    && tool.path("type").asText().equals("function")
                    && !tool.has("strict")) {
                ObjectNode copy = JSON.objectNode();
                copy.setAll(object);
                boolean strict = StrictSchema.fault(tool.path("parameters")).isEmpty();
                tools.add(copy.put("strict", strict));
            } else {
                tools.add(tool);
            }
        }
        return tools;
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = JSON.objectNode().put("input_tokens", usage.prompt());
        json.putObject("input_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.thinking());
        return json.put("total_tokens", usage.prompt() + usage.output());
    }
}
