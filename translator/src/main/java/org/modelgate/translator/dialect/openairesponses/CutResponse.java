package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.TreeMap;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.framing.JsonTree;
import org.modelgate.translator.openai.JsonText;

/** Writes the end of a response that the gateway ends: the ladder of what is open, and {@code response.incomplete}. */
final class CutResponse {
    private static final String INCOMPLETE = "incomplete";

    private final EventWriter out;
    private final TreeMap<Integer, String> output = new TreeMap<>();

    /**
     * @param head the first event up to its response; its number is where the stream's numbers begin
     * @param events that the client got
     */
    CutResponse(byte[] head, long events) {
        this.out = new EventWriter(Math.max(0, BrokenStream.lastNumber(head)) + events);
    }

    /** An item that has its end. */
    void whole(int index, byte[] item) {
        output.put(index, new String(item, UTF_8));
    }

    /** Gives an item its end. */
    void close(int index, KeptItem kept) {
        if (!(tree(kept.added()).path("item") instanceof ObjectNode item)) {
            return;
        }
        StringBuilder id = new StringBuilder(",\"item_id\":");
        JsonText.quote(id, item.path("id").asText(""));
        String place = id + ",\"output_index\":" + index;
        List<String> parts = kept.parts();
        JsonNode opened = tree(kept.openPart());
        if (opened.has("part")) {
            parts.add(closePart(place, opened, kept));
        } else if (!kept.deltaType().isEmpty()) {
            closeValue(item, place, kept);
        }
        if (!parts.isEmpty()) {
            String list =
                    item.path("type").asText().equals("reasoning") && !item.has("content") ? "summary" : "content";
            item.putRawValue(list, new RawValue('[' + String.join(",", parts) + ']'));
        }
        item.put("status", INCOMPLETE);
        String json = item.toString();
        out.event("response.output_item.done", ",\"output_index\":" + index + ",\"item\":" + json);
        output.put(index, json);
    }

    private static JsonNode tree(byte[] json) {
        return JsonTree.of(json, 0, json.length);
    }

    /** @return the part */
    private String closePart(String place, JsonNode opened, KeptItem kept) {
        boolean summary = opened.has("summary_index");
        String index = summary ? "summary_index" : "content_index";
        String at = place + ",\"" + index + "\":" + opened.path(index).asInt();
        String escaped = kept.escaped();
        String partEvents = summary ? "reasoning_summary_part" : "content_part";
        return switch (opened.path("part").path("type").asText()) {
            case "refusal" ->
                closed(at, "refusal", ",\"refusal\":\"" + escaped + '"', partEvents, Items.refusal(escaped));
            case "summary_text" ->
                closed(
                        at,
                        "reasoning_summary_text",
                        ",\"text\":\"" + escaped + '"',
                        partEvents,
                        Items.summaryText(escaped));
            case "reasoning_text" ->
                closed(
                        at,
                        "reasoning_text",
                        ",\"text\":\"" + escaped + '"',
                        partEvents,
                        "{\"type\":\"reasoning_text\",\"text\":\"" + escaped + "\"}");
            default ->
                closed(
                        at,
                        "output_text",
                        ",\"text\":\"" + escaped + "\",\"logprobs\":[]",
                        partEvents,
                        Items.outputText(escaped, '[' + String.join(",", kept.annotations()) + ']', "[]"));
        };
    }

    private String closed(String at, String textEvents, String text, String partEvents, String part) {
        out.event("response." + textEvents + ".done", at + text);
        out.event("response." + partEvents + ".done", at + ",\"part\":" + part);
        return part;
    }

    /** What an item has that comes without parts: {@code response.X.delta} ends with {@code response.X.done}. */
    private void closeValue(ObjectNode item, String place, KeptItem kept) {
        String type = kept.deltaType();
        String member = switch (type) {
            case "response.custom_tool_call_input.delta" -> "input";
            case "response.code_interpreter_call_code.delta" -> "code";
            default -> "arguments";
        };
        String value = '"' + kept.escaped() + '"';
        String named = type.equals("response.function_call_arguments.delta") ? ",\"name\":" + item.path("name") : "";
        out.event(
                type.substring(0, type.length() - ".delta".length()) + ".done",
                place + named + ",\"" + member + "\":" + value);
        item.putRawValue(member, new RawValue(value));
    }

    /**
     * The terminal event.
     *
     * @param begun the response as it began, empty if that isn't known
     */
    byte[] end(byte[] begun, Usage used, GatewayUsage usage) {
        ObjectNode response = tree(begun) instanceof ObjectNode known
                ? known
                : JsonNodeFactory.instance.objectNode().put("object", "response");
        StringBuilder figures = new StringBuilder();
        ResponseObject.usage(figures, used);
        response.put("status", INCOMPLETE).putNull("error");
        response.putObject("incomplete_details").put("reason", "max_output_tokens");
        response.putRawValue("output", new RawValue('[' + String.join(",", output.values()) + ']'));
        response.remove("usage");
        String json = response.toString();
        out.event(
                "response.incomplete",
                ",\"response\":" + json.substring(0, json.length() - 1) + ",\"usage\":" + figures + ','
                        + new String(GatewayUsageJson.member(usage), UTF_8) + '}');
        return out.take();
    }
}
