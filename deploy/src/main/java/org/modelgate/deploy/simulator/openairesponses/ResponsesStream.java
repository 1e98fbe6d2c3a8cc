package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Interruption;
import org.modelgate.deploy.simulator.core.Pieces;
import org.modelgate.deploy.simulator.core.Quoted;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.TokenCounter;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts an answer into the events of a stream: each has the next sequence number, and each item its ladder of events. */
final class ResponsesStream {

    /** The API warns that only the finished item's is good. */
    private static final int ENCRYPTED_HEAD = 24;

    private final int chunk;
    private final boolean obfuscated;
    private final List<Event> events = new ArrayList<>();

    private ResponsesStream(Asked asked, int chunk) {
        this.chunk = chunk;
        this.obfuscated =
                asked.body().path("stream_options").path("include_obfuscation").asBoolean();
    }

    static List<Event> events(ResponsesWriter writer, UsageForm form, int chunk) {
        ResponsesStream stream = new ResponsesStream(writer.asked(), chunk);
        List<ObjectNode> items = writer.items();
        Supplier<ObjectNode> begun = () -> writer.outline("in_progress");
        stream.add("response.created", 0, () -> "\"response\":" + begun.get());
        stream.add("response.in_progress", 0, () -> "\"response\":" + begun.get());
        for (int i = 0; i < items.size(); i++) {
            stream.item(writer.reply().blocks().get(i), items.get(i), i);
        }
        ObjectNode answer = writer.answer(items, form);
        String last = "response." + answer.path("status").asText();
        stream.add(last, 0, () -> "\"response\":" + answer);
        return stream.events;
    }

    /** The error, and the failed response that follows it. */
    static Event failure(ResponsesWriter writer, Refusal refusal, Interruption at) {
        ObjectNode error = JsonNodeFactory.instance
                .objectNode()
                .put("type", refusal.type())
                .put("code", ResponsesWriter.code(refusal))
                .put("message", refusal.message())
                .put("param", refusal.param());
        ObjectNode failed = writer.failed(refusal);
        Buffer both = framed("error", at.events(), "\"error\":" + error)
                .appendBuffer(framed("response.failed", at.events() + 1, "\"response\":" + failed));
        return Event.of(both, 0);
    }

    private void add(String type, int tokens, Supplier<String> fields) {
        int number = events.size();
        events.add(new Event(() -> framed(type, number, fields.get()), tokens));
    }

    private static Buffer framed(String type, int number, String fields) {
        String data = "{\"type\":\"" + type + "\",\"sequence_number\":" + number + ',' + fields + '}';
        return Event.named(type, data, 0).bytes();
    }

    private void item(Block block, ObjectNode item, int index) {
        ObjectNode opened = item.deepCopy();
        String at = "\"item_id\":\"" + item.path("id").asText() + "\",\"output_index\":" + index;
        switch (block) {
            case Block.Text(String text) -> {
                opened.put("status", "in_progress").putArray("content");
                itemEvent("added", opened, index, 0);
                text(text, at + ",\"content_index\":0");
                itemEvent("done", item, index, 0);
            }
            case Block.Thinking thinking -> {
                opened.putArray("summary");
                opened.put(
                        "encrypted_content",
                        item.path("encrypted_content").asText().substring(0, ENCRYPTED_HEAD));
                itemEvent("added", opened, index, 0);
                if (thinking.shown()) {
                    summary(thinking.text(), at + ",\"summary_index\":0");
                }
                itemEvent("done", item, index, thinking.shown() ? 0 : thinking.tokens());
            }
            case Block.ToolCall call -> {
                boolean custom = item.path("type").asText().equals("custom_tool_call");
                opened.put("status", "in_progress").put(custom ? "input" : "arguments", "");
                itemEvent("added", opened, index, TokenCounter.call(call.name(), ""));
                call(call.arguments(), item, at, custom);
                itemEvent("done", item, index, 0);
            }
        }
    }

    private void itemEvent(String what, ObjectNode item, int index, int tokens) {
        add("response.output_item." + what, tokens, () -> "\"output_index\":" + index + ",\"item\":" + item);
    }

    private void text(String text, String at) {
        String empty = "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}";
        add("response.content_part.added", 0, () -> at + ",\"part\":" + empty);
        deltas("response.output_text.delta", text, at + ",\"logprobs\":[]");
        Supplier<String> whole = () -> "\"text\":" + Quoted.json(text);
        add("response.output_text.done", 0, () -> at + ",\"logprobs\":[]," + whole.get());
        add(
                "response.content_part.done",
                0,
                () -> at + ",\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[]," + whole.get()
                        + '}');
    }

    private void summary(String text, String at) {
        String type = "{\"type\":\"summary_text\",\"text\":";
        add("response.reasoning_summary_part.added", 0, () -> at + ",\"part\":" + type + "\"\"}");
        deltas("response.reasoning_summary_text.delta", text, at);
        add("response.reasoning_summary_text.done", 0, () -> at + ",\"text\":" + Quoted.json(text));
        add("response.reasoning_summary_part.done", 0, () -> at + ",\"part\":" + type + Quoted.json(text) + '}');
    }

    private void call(String arguments, ObjectNode item, String at, boolean custom) {
        String type = custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
        deltas(type + ".delta", arguments, at);
        String name = custom ? "" : ",\"name\":" + Quoted.json(item.path("name").asText());
        String field = custom ? ",\"input\":" : ",\"arguments\":";
        add(type + ".done", 0, () -> at + name + field + Quoted.json(arguments));
    }

    private void deltas(String type, String text, String at) {
        for (Pieces.Piece piece : Pieces.of(text, chunk)) {
            String value = piece.text();
            String padding = obfuscated ? ",\"obfuscation\":\"" + "x".repeat(1 + value.length() % 16) + '"' : "";
            add(type, piece.tokens(), () -> at + ",\"delta\":" + Quoted.json(value) + padding);
        }
    }
}
