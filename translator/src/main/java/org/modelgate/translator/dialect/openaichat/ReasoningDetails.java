package org.modelgate.translator.dialect.openaichat;

import org.jspecify.annotations.Nullable;
import org.modelgate.translator.openai.JsonText;

/**
 * Entries of {@code reasoning_details} in a stream. Each reasoning block has an {@code index} of its own by which the SDK joins
 * the pieces; it concatenates strings, so the format stands in the first piece only.
 */
final class ReasoningDetails {
    private final String format;
    private int index = -1;
    private int block = -1;

    ReasoningDetails(String format) {
        this.format = format;
    }

    void text(StringBuilder out, int of, String text) {
        begin(out, of, "reasoning.text");
        out.append(",\"text\":");
        JsonText.quote(out, text);
        out.append('}');
    }

    void signature(StringBuilder out, int of, String signature) {
        begin(out, of, "reasoning.text");
        out.append(",\"signature\":");
        JsonText.quote(out, signature);
        out.append('}');
    }

    void encrypted(StringBuilder out, int of, String data) {
        begin(out, of, "reasoning.encrypted");
        out.append(",\"data\":");
        JsonText.quote(out, data);
        out.append('}');
    }

    /** A reasoning block that is complete. */
    void whole(StringBuilder out, int of, String text, @Nullable String signature) {
        begin(out, of, "reasoning.text");
        out.append(",\"text\":");
        JsonText.quote(out, text);
        if (signature != null) {
            out.append(",\"signature\":");
            JsonText.quote(out, signature);
        }
        out.append('}');
    }

    private void begin(StringBuilder out, int of, String type) {
        boolean first = of != block || index < 0;
        if (first) {
            block = of;
            index++;
        }
        out.append("{\"type\":\"").append(type).append("\",\"index\":").append(index);
        if (first) {
            out.append(",\"format\":\"").append(format).append('"');
        }
    }
}
