package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.translator.JsonDepth;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.InputUnwrapper;
import org.modelgate.translator.openai.JsonText;

/** A call of one of the client's tools in a stream that is being written. */
final class OpenCall {
    private final EventWriter out;
    private final String id;
    private final int index;
    private final CalledTool tool;
    private final String callId;
    private final SurrogateGuard guard = new SurrogateGuard();
    private final InputUnwrapper input = new InputUnwrapper();
    private final JsonDepth depth = new JsonDepth();
    private final StringBuilder escaped = new StringBuilder();
    private boolean begun;

    /** Writes the item's first event. */
    OpenCall(EventWriter out, String id, int index, CalledTool tool, String callId) {
        this.out = out;
        this.id = id;
        this.index = index;
        this.tool = tool;
        this.callId = callId;
        out.event(
                "response.output_item.added",
                ",\"output_index\":" + index + ",\"item\":"
                        + Items.call(id, Items.Status.IN_PROGRESS, tool, callId, ""));
    }

    int index() {
        return index;
    }

    /** Whether any arguments came. */
    boolean begun() {
        return begun;
    }

    /** Whether its arguments are a whole object, or there are none. */
    boolean complete() {
        return !begun || depth.complete();
    }

    void arguments(String fragment) {
        begun |= !fragment.isEmpty();
        depth.add(fragment);
        write(guard.pass(tool.custom() ? input.feed(fragment) : fragment));
    }

    private void write(String text) {
        if (text.isEmpty()) {
            return;
        }
        int from = escaped.length();
        JsonText.escape(escaped, text);
        place(tool.custom() ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta")
                .append(",\"delta\":\"")
                .append(escaped, from, escaped.length())
                .append('"');
        out.end();
    }

    private StringBuilder place(String type) {
        return out.begin(type)
                .append(",\"item_id\":\"")
                .append(id)
                .append("\",\"output_index\":")
                .append(index);
    }

    /**
     * Writes the rest of the item's events; no arguments at all are an empty object.
     *
     * @param cut whether the answer broke off, so that a half call must not look whole
     */
    String close(boolean cut) {
        write(guard.pass(tool.custom() ? input.end() : ""));
        write(guard.flush());
        if (!tool.custom() && escaped.isEmpty()) {
            write("{}");
        }
        StringBuilder event;
        if (tool.custom()) {
            event = place("response.custom_tool_call_input.done").append(",\"input\":\"");
        } else {
            event = place("response.function_call_arguments.done");
            // Older clients demand the name here.
            JsonText.quote(event.append(",\"name\":"), tool.name());
            event.append(",\"arguments\":\"");
        }
        event.append(escaped).append('"');
        out.end();
        Items.Status status = cut && !complete() ? Items.Status.INCOMPLETE : Items.Status.COMPLETED;
        String item = Items.call(id, status, tool, callId, escaped);
        out.event("response.output_item.done", ",\"output_index\":" + index + ",\"item\":" + item);
        return item;
    }
}
