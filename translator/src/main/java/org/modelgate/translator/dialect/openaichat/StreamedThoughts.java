package org.modelgate.translator.dialect.openaichat;

import java.util.function.Supplier;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.JsonText;

/** The reasoning of a stream that is being written: in both of the fields in which clients look for it. */
final class StreamedThoughts {
    private final ChatAnswer answer;
    private final ChunkWriter out;
    private final Supplier<StringBuilder> begin;
    private final ReasoningDetails details;
    private final SurrogateGuard guard = new SurrogateGuard();
    private final boolean hidden;

    /** @param begin begins a chunk whose delta is appended to what it gives */
    StreamedThoughts(ChatAnswer answer, ChunkWriter out, Supplier<StringBuilder> begin) {
        this.answer = answer;
        this.out = out;
        this.begin = begin;
        this.details = new ReasoningDetails(answer.reasoningFormat());
        this.hidden = answer.hidesReasoning();
    }

    void text(int block, String fragment) {
        write(block, hidden ? "" : guard.pass(fragment));
    }

    void blockEnd(int block) {
        write(block, guard.flush());
    }

    private void write(int block, String text) {
        if (!text.isEmpty()) {
            StringBuilder delta = begin.get().append("{\"reasoning_content\":");
            JsonText.quote(delta, text);
            delta.append(",\"reasoning_details\":[");
            details.text(delta, block, text);
            delta.append("]}");
            out.end();
        }
    }

    void signature(int block, String own) {
        StringBuilder delta = begin.get().append("{\"reasoning_details\":[");
        details.signature(delta, block, answer.names().sealed("thinking", own));
        delta.append("]}");
        out.end();
    }

    void redacted(int block, String data) {
        StringBuilder delta = begin.get().append("{\"reasoning_details\":[");
        details.encrypted(delta, block, answer.names().sealed("redacted", data));
        delta.append("]}");
        out.end();
    }
}
