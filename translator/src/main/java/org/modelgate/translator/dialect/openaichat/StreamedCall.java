package org.modelgate.translator.dialect.openaichat;

import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.InputUnwrapper;
import org.modelgate.translator.openai.JsonText;

/** One tool call of a chat stream. */
final class StreamedCall {
    private final int index;
    private final boolean custom;
    private final SurrogateGuard guard = new SurrogateGuard();
    private final InputUnwrapper input = new InputUnwrapper();
    private boolean sent;
    private boolean ended;

    /** @param index its place among the answer's calls */
    StreamedCall(int index, boolean custom) {
        this.index = index;
        this.custom = custom;
    }

    /** Writes the delta that announces the call. */
    void start(StringBuilder out, String id, String name) {
        String kind = custom ? "custom" : "function";
        out.append("{\"tool_calls\":[{\"index\":").append(index).append(",\"id\":");
        JsonText.quote(out, id);
        out.append(",\"type\":\"").append(kind).append("\",\"").append(kind).append("\":{\"name\":");
        JsonText.quote(out, name);
        out.append(custom ? ",\"input\":\"\"}}]}" : ",\"arguments\":\"\"}}]}");
    }

    /** What of a fragment can go out now. */
    String take(String fragment) {
        return ended ? "" : guard.pass(custom ? input.feed(fragment) : fragment);
    }

    /** Writes the delta of a fragment. */
    void delta(StringBuilder out, String fragment) {
        sent = true;
        out.append("{\"tool_calls\":[{\"index\":").append(index);
        out.append(custom ? ",\"custom\":{\"input\":" : ",\"function\":{\"arguments\":");
        JsonText.quote(out, fragment);
        out.append("}}]}");
    }

    /** What is still to go out when the call is complete; no arguments at all are an empty object. */
    String end() {
        if (ended) {
            return "";
        }
        ended = true;
        String last = guard.pass(custom ? input.end() : "") + guard.flush();
        return custom || sent || !last.isEmpty() ? last : "{}";
    }
}
