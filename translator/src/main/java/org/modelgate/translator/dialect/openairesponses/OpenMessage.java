package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.Nullable;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.JsonText;
import org.modelgate.translator.openai.UrlCitations;

/** The message item of a stream that is being written: text blocks that follow each other are one part of it. */
final class OpenMessage {
    private enum Part {
        NONE,
        TEXT,
        REFUSAL
    }

    private static final String NO_LOGPROBS = "[]";

    private final EventWriter out;
    private final String id;
    private final int index;
    private final StringBuilder content = new StringBuilder();

    private Part part = Part.NONE;
    private int contentIndex = -1;
    private int annotations;
    private StringBuilder escaped = new StringBuilder();
    private StringBuilder logprobs = new StringBuilder();
    /** Of text that the guard holds. */
    private @Nullable String held;

    private UrlCitations citations = new UrlCitations(UrlCitations.Form.FLAT);
    private final SurrogateGuard guard = new SurrogateGuard();

    /** Writes the item's first event. */
    OpenMessage(EventWriter out, String id, int index) {
        this.out = out;
        this.id = id;
        this.index = index;
        out.event(
                "response.output_item.added",
                ",\"output_index\":" + index + ",\"item\":" + Items.message(id, Items.Status.IN_PROGRESS, ""));
    }

    int index() {
        return index;
    }

    /** @param ofTokens log probabilities of the fragment's tokens, if they are told */
    void text(String fragment, @Nullable String ofTokens) {
        open(Part.TEXT);
        held = Logprobs.join(held, ofTokens);
        write(guard.pass(fragment));
    }

    void refusal(String fragment) {
        open(Part.REFUSAL);
        write(guard.pass(fragment));
    }

    /** A citation of the current block, in Anthropic's form. */
    void citation(String json) {
        open(Part.TEXT);
        citations.citation(json);
    }

    private void write(String text) {
        if (text.isEmpty()) {
            return;
        }
        int from = escaped.length();
        JsonText.escape(escaped, text);
        boolean isText = part == Part.TEXT;
        if (isText) {
            citations.text(text);
        }
        StringBuilder event = place(isText ? "response.output_text.delta" : "response.refusal.delta");
        event.append(",\"delta\":\"").append(escaped, from, escaped.length()).append('"');
        if (isText) {
            event.append(",\"logprobs\":").append(held == null ? NO_LOGPROBS : held);
            tokens(held);
            held = null;
        }
        out.end();
    }

    private void tokens(@Nullable String ofText) {
        if (ofText == null) {
            return;
        }
        logprobs.append(logprobs.isEmpty() ? "" : ",").append(ofText, 1, ofText.length() - 1);
    }

    private StringBuilder place(String type) {
        return out.begin(type)
                .append(",\"item_id\":\"")
                .append(id)
                .append("\",\"output_index\":")
                .append(index)
                .append(",\"content_index\":")
                .append(contentIndex);
    }

    private void open(Part wanted) {
        if (part == wanted) {
            return;
        }
        closePart();
        part = wanted;
        contentIndex++;
        annotations = 0;
        escaped = new StringBuilder();
        logprobs = new StringBuilder();
        held = null;
        citations = new UrlCitations(UrlCitations.Form.FLAT);
        place("response.content_part.added").append(",\"part\":").append(partJson());
        out.end();
    }

    private String logprobs() {
        return "[" + logprobs + "]";
    }

    private String partJson() {
        return part == Part.REFUSAL ? Items.refusal(escaped) : Items.outputText(escaped, citations.json(), logprobs());
    }

    /** The source's block ends: now the spans of its citations are known. */
    void blockEnd() {
        if (part == Part.NONE) {
            return;
        }
        write(guard.flush());
        for (String annotation : citations.blockEnd()) {
            place("response.output_text.annotation.added")
                    .append(",\"annotation_index\":")
                    .append(annotations++)
                    .append(",\"annotation\":")
                    .append(annotation);
            out.end();
        }
    }

    private void closePart() {
        if (part == Part.NONE) {
            return;
        }
        blockEnd();
        if (part == Part.TEXT) {
            place("response.output_text.done")
                    .append(",\"text\":\"")
                    .append(escaped)
                    .append("\",\"logprobs\":")
                    .append(logprobs());
        } else {
            place("response.refusal.done")
                    .append(",\"refusal\":\"")
                    .append(escaped)
                    .append('"');
        }
        out.end();
        String json = partJson();
        place("response.content_part.done").append(",\"part\":").append(json);
        out.end();
        content.append(content.isEmpty() ? "" : ",").append(json);
        part = Part.NONE;
    }

    /** Writes the rest of the item's events. */
    String close(Items.Status status) {
        closePart();
        String item = Items.message(id, status, content);
        out.event("response.output_item.done", ",\"output_index\":" + index + ",\"item\":" + item);
        return item;
    }
}
