package org.modelgate.translator.dialect.openaichat;

import org.modelgate.translator.SurrogateGuard;

/** One tool call of a chat stream. Free text of a custom tool is only known when its wrapping is complete. */
final class StreamedCall {
    private static final int INPUT_CHARS_MAX = 16 * 1024 * 1024;

    private final int index;
    private final boolean custom;
    private final SurrogateGuard guard = new SurrogateGuard();
    private final StringBuilder wrapped = new StringBuilder();
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
        ChatAnswer.quote(out, id);
        out.append(",\"type\":\"").append(kind).append("\",\"").append(kind).append("\":{\"name\":");
        ChatAnswer.quote(out, name);
        out.append(custom ? ",\"input\":\"\"}}]}" : ",\"arguments\":\"\"}}]}");
    }

    /** What of a fragment can go out now. */
    String take(String fragment) {
        if (ended) {
            return "";
        }
        if (!custom) {
            return guard.pass(fragment);
        }
        if (wrapped.length() + fragment.length() <= INPUT_CHARS_MAX) {
            wrapped.append(fragment);
        }
        return "";
    }

    /** Writes the delta of a fragment. */
    void delta(StringBuilder out, String fragment) {
        sent = true;
        out.append("{\"tool_calls\":[{\"index\":").append(index);
        out.append(custom ? ",\"custom\":{\"input\":" : ",\"function\":{\"arguments\":");
        ChatAnswer.quote(out, fragment);
        out.append("}}]}");
    }

    /** What is still to go out when the call is complete; no arguments at all are an empty object. */
    String end() {
        if (ended) {
            return "";
        }
        ended = true;
        if (custom) {
            return wrapped.isEmpty() ? "" : ChatAnswer.customInput(wrapped.toString());
        }
        String half = guard.flush();
        return sent || !half.isEmpty() ? half : "{}";
    }
}
