package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;

/**
 * The items of a stream that is being read, by their place in the output: some servers give an item another id in each event
 * (translation table 9.5).
 */
final class ArrivingItems {
    private static final int ITEMS_MAX = 4096;

    private final Map<Integer, Arriving> items = new TreeMap<>();
    private int blocks;

    private int nextBlock() {
        return blocks++;
    }

    void added(int index, JsonNode item, Consumer<StreamEvent> out) {
        if (!items.containsKey(index)) {
            Arriving arriving = put(index, item.path("type").asText(""));
            if (arriving instanceof Arriving.Call call) {
                call.start(item, out);
            }
        }
    }

    private Arriving put(int index, String type) {
        if (items.size() >= ITEMS_MAX) {
            throw GatewayError.provider("The provider's answer has too many items.")
                    .asException();
        }
        Arriving item = switch (type) {
            case "message" -> new ArrivingMessage(this::nextBlock);
            case "reasoning" -> new Arriving.Reasoning(this::nextBlock);
            case "function_call" -> new Arriving.Call(this::nextBlock, false);
            case "custom_tool_call" -> new Arriving.Call(this::nextBlock, true);
            default -> new Arriving.Own(this::nextBlock, type);
        };
        items.put(index, item);
        return item;
    }

    /** A delta may come before its item was announced; of a call that says too little. */
    void delta(DeltaFields fields, Consumer<StreamEvent> out) {
        int index = fields.outputIndex;
        switch (fields.kind) {
            case TEXT, REFUSAL -> {
                boolean refusal = fields.kind == DeltaFields.Kind.REFUSAL;
                if (message(index) instanceof ArrivingMessage message) {
                    message.delta(fields.partIndex, refusal, fields.delta, fields.logprobs, out);
                }
            }
            case SUMMARY, REASONING -> {
                Arriving item = items.get(index);
                if ((item == null ? put(index, "reasoning") : item) instanceof Arriving.Reasoning reasoning) {
                    boolean summary = fields.kind == DeltaFields.Kind.SUMMARY;
                    reasoning.delta(summary, fields.partIndex, fields.delta, out);
                }
            }
            case ARGUMENTS, INPUT -> {
                if (items.get(index) instanceof Arriving.Call call) {
                    call.delta(fields.delta, out);
                }
            }
            case OTHER -> {
                // Not for items.
            }
        }
    }

    private Arriving message(int index) {
        Arriving item = items.get(index);
        return item == null ? put(index, "message") : item;
    }

    void annotation(int index, int part, JsonNode annotation) {
        if (message(index) instanceof ArrivingMessage message) {
            message.annotation(part, annotation);
        }
    }

    void partDone(int index, int part, JsonNode whole, Consumer<StreamEvent> out) {
        if (items.get(index) instanceof ArrivingMessage message) {
            message.partDone(part, whole, out);
        }
    }

    /** All arguments, or all of the free text, of a call. */
    void argumentsDone(int index, String whole, Consumer<StreamEvent> out) {
        if (items.get(index) instanceof Arriving.Call call) {
            call.whole(whole, out);
        }
    }

    void done(int index, JsonNode item, Consumer<StreamEvent> out) {
        Arriving arriving = items.get(index);
        if (arriving == null) {
            arriving = put(index, item.path("type").asText(""));
        }
        if (!arriving.isDone()) {
            arriving.done(item, out);
        }
    }

    /** The answer's end: the final object is authoritative for what is missing, as long as its items are those that came. */
    void end(JsonNode output, Consumer<StreamEvent> out) {
        for (int i = 0; i < output.size(); i++) {
            Arriving item = items.get(i);
            if (item != null && !item.is(output.path(i).path("type").asText(""))) {
                break;
            }
            done(i, output.path(i), out);
        }
        for (Arriving item : items.values()) {
            if (!item.isDone()) {
                item.done(MissingNode.getInstance(), out);
            }
        }
    }

    boolean calls() {
        return items.values().stream().anyMatch(item -> item instanceof Arriving.Call call && call.started());
    }
}
