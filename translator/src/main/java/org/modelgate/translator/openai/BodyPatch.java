package org.modelgate.translator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.translator.framing.Splices;

/** The edits that the gateway makes in a body whose client and provider speak the same of OpenAI's dialects. */
public final class BodyPatch {
    private final BodyScan scan;
    private final Splices splices;
    private final StringBuilder added = new StringBuilder();

    /** A patch that takes out what only the gateway reads, whatever else it does. */
    public BodyPatch(byte[] body, BodyScan scan) {
        this.scan = scan;
        this.splices = new Splices(body);
    }

    public BodyPatch model(String model) {
        String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(model)) + '"';
        splices.replace(scan.modelAt().start(), scan.modelAt().end(), quoted.getBytes(UTF_8));
        return this;
    }

    /**
     * Sets the output cap where the client's is higher or missing.
     *
     * @param field name of the member to add if there is none
     */
    public BodyPatch cap(long tokens, String field) {
        Long asked = scan.maxOutputTokens();
        if (tokens <= 0 || (asked != null && asked <= tokens)) {
            return this;
        }
        Span at = scan.maxOutputAt();
        if (at == null) {
            return add("\"" + field + "\":" + tokens);
        }
        splices.replace(at.start(), at.end(), Long.toString(tokens).getBytes(UTF_8));
        return this;
    }

    /** Adds a member in front of all others. */
    public BodyPatch add(String member) {
        added.append(member).append(',');
        return this;
    }

    /** For edits of other places. */
    public Splices splices() {
        return splices;
    }

    public byte[] apply() {
        if (!added.isEmpty()) {
            splices.insert(scan.objectStart() + 1, added.toString().getBytes(UTF_8));
        }
        // Last: a cut may begin where the new members are put in, and splices at one place keep their order.
        for (Span cut : scan.cuts()) {
            splices.cut(cut.start(), cut.end());
        }
        return splices.apply();
    }
}
