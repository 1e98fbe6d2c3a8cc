package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.JsonText;

/** The reasoning item of a stream that is being written, with at most one part of summary. */
final class OpenReasoning {
    private final EventWriter out;
    private final String id;
    private final int index;
    private final int block;
    private final SurrogateGuard guard = new SurrogateGuard();
    private final StringBuilder escaped = new StringBuilder();
    private boolean summary;
    private String carrier = "";

    /**
     * Writes the item's first event.
     *
     * @param block the source's key of it
     */
    OpenReasoning(EventWriter out, String id, int index, int block) {
        this.out = out;
        this.id = id;
        this.index = index;
        this.block = block;
        out.event(
                "response.output_item.added",
                ",\"output_index\":" + index + ",\"item\":" + Items.reasoning(id, "", ""));
    }

    int index() {
        return index;
    }

    int block() {
        return block;
    }

    void text(String fragment) {
        if (!summary) {
            summary = true;
            place("response.reasoning_summary_part.added").append(",\"part\":").append(Items.summaryText(""));
            out.end();
        }
        write(guard.pass(fragment));
    }

    private void write(String text) {
        if (!text.isEmpty()) {
            int from = escaped.length();
            JsonText.escape(escaped, text);
            place("response.reasoning_summary_text.delta")
                    .append(",\"delta\":\"")
                    .append(escaped, from, escaped.length())
                    .append('"');
            out.end();
        }
    }

    /** Clients take it from the item's last event only. */
    void carrier(String sealed) {
        carrier = sealed;
    }

    boolean hasCarrier() {
        return !carrier.isEmpty();
    }

    private StringBuilder place(String type) {
        return out.begin(type)
                .append(",\"item_id\":\"")
                .append(id)
                .append("\",\"output_index\":")
                .append(index)
                .append(",\"summary_index\":0");
    }

    /** Writes the rest of the item's events. */
    String close() {
        String part = "";
        if (summary) {
            write(guard.flush());
            part = Items.summaryText(escaped);
            place("response.reasoning_summary_text.done")
                    .append(",\"text\":\"")
                    .append(escaped)
                    .append('"');
            out.end();
            place("response.reasoning_summary_part.done").append(",\"part\":").append(part);
            out.end();
        }
        String item = Items.reasoning(id, part, carrier);
        out.event("response.output_item.done", ",\"output_index\":" + index + ",\"item\":" + item);
        return item;
    }
}
