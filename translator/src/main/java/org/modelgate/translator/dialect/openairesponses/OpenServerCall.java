package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.Nullable;
import org.modelgate.translator.McpCall;
import org.modelgate.translator.openai.JsonText;

/** A call of a server's tool, made by the provider, in a stream that is being written: it is whole but for its result. */
final class OpenServerCall {
    private final EventWriter out;
    private final String id;
    private final int index;
    private final McpCall call;

    /** Writes the item's events up to its arguments. */
    OpenServerCall(EventWriter out, String id, int index, McpCall call) {
        this.out = out;
        this.id = id;
        this.index = index;
        this.call = call;
        McpCall empty = new McpCall(call.id(), call.server(), call.name(), "", null);
        item("response.output_item.added", Items.serverCall(id, Items.Status.IN_PROGRESS, empty));
        step("response.mcp_call.in_progress");
        out.end();
        JsonText.quote(step("response.mcp_call_arguments.delta").append(",\"delta\":"), call.arguments());
        out.end();
        JsonText.quote(step("response.mcp_call_arguments.done").append(",\"arguments\":"), call.arguments());
        out.end();
    }

    int index() {
        return index;
    }

    private StringBuilder step(String type) {
        return out.begin(type)
                .append(",\"item_id\":\"")
                .append(id)
                .append("\",\"output_index\":")
                .append(index);
    }

    private void item(String type, String json) {
        out.event(type, ",\"output_index\":" + index + ",\"item\":" + json);
    }

    /**
     * Writes the rest of the item's events.
     *
     * @param result absent where the answer ends without it
     */
    String close(McpCall.@Nullable Result result) {
        Items.Status status = status(result);
        if (result != null) {
            step(result.failed() ? "response.mcp_call.failed" : "response.mcp_call.completed");
            out.end();
        }
        String whole = Items.serverCall(id, status, call.with(result));
        item("response.output_item.done", whole);
        return whole;
    }

    /** How a call ends that has this result. */
    static Items.Status status(McpCall.@Nullable Result result) {
        if (result == null) {
            return Items.Status.INCOMPLETE;
        }
        return result.failed() ? Items.Status.FAILED : Items.Status.COMPLETED;
    }
}
