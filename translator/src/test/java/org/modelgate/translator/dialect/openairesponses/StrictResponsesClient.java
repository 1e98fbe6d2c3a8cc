package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.modelgate.common.json.Json;

/**
 * Reads a Responses stream as the official SDK's accumulator does (openai-responses.md section 6.3), and more strictly: whatever
 * would crash it, and any step of an item's ladder that is missing or doesn't fit the others, fails the test.
 */
public final class StrictResponsesClient {
    static final List<String> REQUIRED = List.of(
            "id",
            "object",
            "created_at",
            "status",
            "model",
            "output",
            "parallel_tool_calls",
            "tool_choice",
            "tools",
            "usage");

    final List<JsonNode> events = new ArrayList<>();
    public JsonNode response = MissingNode.getInstance();
    JsonNode error = MissingNode.getInstance();
    int comments;

    private final Map<Integer, ObjectNode> open = new TreeMap<>();
    private final Map<Integer, JsonNode> done = new TreeMap<>();
    private String responseId = "";
    private boolean over;

    public static StrictResponsesClient read(byte[] stream) {
        StrictResponsesClient client = new StrictResponsesClient();
        String text = new String(stream, UTF_8);
        assertThat(text).endsWith("\n\n").doesNotContain("\uFFFD");
        for (String event : text.split("\n\n")) {
            assertThat(client.over).as("nothing follows the end").isFalse();
            if (event.startsWith(":")) {
                client.comments++;
            } else {
                client.event(event);
            }
        }
        assertThat(client.over)
                .as("the stream ends with completed, incomplete or failed")
                .isTrue();
        return client;
    }

    List<String> types() {
        return events.stream().map(e -> e.path("type").asText()).toList();
    }

    /** Texts of all items of the final output, in order, joined. */
    String text() {
        StringBuilder all = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            item.path("content").forEach(part -> all.append(part.path("text").asText("")));
        }
        return all.toString();
    }

    String summaries() {
        StringBuilder all = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            item.path("summary").forEach(part -> all.append(part.path("text").asText("")));
        }
        return all.toString();
    }

    private void event(String event) {
        String[] lines = event.split("\n", -1);
        assertThat(lines).as(event).hasSize(2);
        JsonNode data = tree(lines[1].substring("data: ".length()));
        assertThat(lines[0]).isEqualTo("event: " + data.path("type").asText());
        assertThat(data.path("sequence_number").asInt(-1))
                .as("numbered without gaps")
                .isEqualTo(events.size());
        if (events.isEmpty()) {
            assertThat(data.path("type").asText()).isEqualTo("response.created");
        }
        events.add(data);
        accept(data.path("type").asText(), data);
    }

    private void accept(String type, JsonNode data) {
        switch (type) {
            case "response.created", "response.in_progress" -> begun(data.path("response"));
            case "response.output_item.added" -> added(data);
            case "response.output_item.done" -> itemDone(data);
            case "error" -> error = data;
            case "response.completed", "response.incomplete", "response.failed" -> end(type, data.path("response"));
            default -> step(type, data, item(data));
        }
    }

    private void begun(JsonNode now) {
        responseId = responseId.isEmpty() ? now.path("id").asText() : responseId;
        assertThat(now.path("id").asText()).startsWith("resp_").isEqualTo(responseId);
        assertThat(now.path("status").asText()).isEqualTo("in_progress");
        assertThat(now.path("usage").isNull()).isTrue();
        assertThat(now.path("output").size()).isZero();
        REQUIRED.forEach(name -> assertThat(now.has(name)).as(name).isTrue());
    }

    private void added(JsonNode data) {
        int index = data.path("output_index").asInt(-1);
        assertThat(index).as("output indices have no gaps").isEqualTo(open.size() + done.size());
        ObjectNode item = data.path("item").deepCopy();
        String prefix = switch (item.path("type").asText()) {
            case "message" -> "msg_";
            case "reasoning" -> "rs_";
            case "function_call" -> "fc_";
            case "custom_tool_call" -> "ctc_";
            case "web_search_call" -> "ws_";
            case "mcp_call" -> "mcp_";
            default -> throw new AssertionError("no item of ours: " + item);
        };
        assertThat(item.path("id").asText()).startsWith(prefix).hasSizeLessThanOrEqualTo(64);
        assertThat(open.values()).noneMatch(other -> other.path("id").equals(item.path("id")));
        assertThat(done.values()).noneMatch(other -> other.path("id").equals(item.path("id")));
        open.put(index, item);
    }

    private ObjectNode item(JsonNode data) {
        ObjectNode item = open.get(data.path("output_index").asInt(-1));
        assertThat(item).as("an open item for " + data).isNotNull();
        assertThat(data.path("item_id")).isEqualTo(item.path("id"));
        return item;
    }

    private static void step(String type, JsonNode data, ObjectNode item) {
        switch (type) {
            case "response.content_part.added" -> part(item, "content", data, "content_index");
            case "response.output_text.delta" -> {
                ((ArrayNode) content(item, data).path("logprobs")).addAll((ArrayNode) data.path("logprobs"));
                append(content(item, data), "text", data);
            }
            case "response.refusal.delta" -> append(content(item, data), "refusal", data);
            case "response.output_text.annotation.added" -> {
                ArrayNode annotations = (ArrayNode) content(item, data).path("annotations");
                assertThat(data.path("annotation_index").asInt(-1)).isEqualTo(annotations.size());
                annotations.add(data.path("annotation"));
            }
            case "response.output_text.done" -> {
                assertThat(content(item, data).path("text")).isEqualTo(data.path("text"));
                assertThat(content(item, data).path("logprobs")).isEqualTo(data.path("logprobs"));
            }
            case "response.refusal.done" ->
                assertThat(content(item, data).path("refusal")).isEqualTo(data.path("refusal"));
            case "response.content_part.done" -> assertThat(content(item, data)).isEqualTo(data.path("part"));
            case "response.reasoning_summary_part.added" -> part(item, "summary", data, "summary_index");
            case "response.reasoning_summary_text.delta" -> append(summary(item, data), "text", data);
            case "response.reasoning_summary_text.done" ->
                assertThat(summary(item, data).path("text")).isEqualTo(data.path("text"));
            case "response.reasoning_summary_part.done" ->
                assertThat(summary(item, data)).isEqualTo(data.path("part"));
            case "response.function_call_arguments.delta" -> append(item, "arguments", data);
            case "response.function_call_arguments.done" -> {
                assertThat(item.path("arguments")).isEqualTo(data.path("arguments"));
                assertThat(item.path("name")).isEqualTo(data.path("name"));
            }
            case "response.custom_tool_call_input.delta" -> append(item, "input", data);
            case "response.custom_tool_call_input.done" ->
                assertThat(item.path("input")).isEqualTo(data.path("input"));
            case "response.web_search_call.in_progress",
                    "response.web_search_call.searching",
                    "response.web_search_call.completed" ->
                assertThat(item.path("type").asText()).isEqualTo("web_search_call");
            case "response.mcp_call_arguments.delta" -> append(item, "arguments", data);
            case "response.mcp_call_arguments.done" ->
                assertThat(item.path("arguments")).isEqualTo(data.path("arguments"));
            case "response.mcp_call.in_progress", "response.mcp_call.completed", "response.mcp_call.failed" ->
                assertThat(item.path("type").asText()).isEqualTo("mcp_call");
            default -> throw new AssertionError("no event type of ours: " + type);
        }
    }

    private static void part(ObjectNode item, String list, JsonNode data, String index) {
        ArrayNode parts = (ArrayNode) item.path(list);
        assertThat(data.path(index).asInt(-1)).isEqualTo(parts.size());
        parts.add(data.path("part").deepCopy());
    }

    private static ObjectNode content(ObjectNode item, JsonNode data) {
        return (ObjectNode) item.path("content").path(data.path("content_index").asInt(-1));
    }

    private static ObjectNode summary(ObjectNode item, JsonNode data) {
        return (ObjectNode) item.path("summary").path(data.path("summary_index").asInt(-1));
    }

    private static void append(ObjectNode holder, String member, JsonNode data) {
        assertThat(data.path("delta").asText()).as("no empty delta").isNotEmpty();
        holder.put(member, holder.path(member).asText() + data.path("delta").asText());
    }

    private void itemDone(JsonNode data) {
        ObjectNode known = open.remove(data.path("output_index").asInt(-1));
        assertThat(known).as("an open item for " + data).isNotNull();
        ObjectNode whole = data.path("item").deepCopy();
        done.put(data.path("output_index").asInt(), data.path("item"));
        for (ObjectNode item : List.of(known, whole)) {
            item.remove(List.of("status", "encrypted_content", "action", "output", "error"));
        }
        assertThat(whole).as("the done item is what its events made").isEqualTo(known);
    }

    private void end(String type, JsonNode last) {
        over = true;
        response = last;
        assertThat(last.path("id").asText()).isEqualTo(responseId);
        assertThat(type).isEqualTo("response." + last.path("status").asText());
        REQUIRED.forEach(name -> assertThat(last.has(name)).as(name).isTrue());
        assertThat(last.path("output")).containsExactlyElementsOf(done.values());
        if (type.equals("response.failed")) {
            assertThat(error.path("error").path("message").asText()).isNotEmpty();
            assertThat(error.path("message")).isEqualTo(error.path("error").path("message"));
            assertThat(last.path("error").path("code").asText()).isNotEmpty();
            return;
        }
        assertThat(error.isMissingNode()).isTrue();
        assertThat(open).as("no unfinished items").isEmpty();
        assertThat(last.path("error").isNull()).isTrue();
        assertThat(last.path("incomplete_details").isNull()).isEqualTo(type.equals("response.completed"));
        assertThat(last.path("gateway_usage").isObject()).isTrue();
        JsonNode usage = last.path("usage");
        assertThat(usage.at("/input_tokens_details/cached_tokens").isInt()).isTrue();
        assertThat(usage.at("/input_tokens_details/cache_write_tokens").isInt()).isTrue();
        assertThat(usage.at("/output_tokens_details/reasoning_tokens").isInt()).isTrue();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("input_tokens").asInt()
                        + usage.path("output_tokens").asInt());
    }

    static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }
}
