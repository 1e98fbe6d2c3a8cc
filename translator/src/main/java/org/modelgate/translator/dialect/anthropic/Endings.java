package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What stands beside {@code stop_reason}. */
final class Endings {
    private static final String NO_DETAILS = "{\"type\":\"refusal\",\"category\":null,\"explanation\":null}";

    private Endings() {}

    static void write(JsonGenerator g, String stopReason, @Nullable String stopSequence, @Nullable String refusalJson)
            throws IOException {
        if (stopReason.equals("stop_sequence")) {
            g.writeStringField("stop_sequence", stopSequence);
        } else {
            g.writeNullField("stop_sequence");
        }
        if (stopReason.equals("refusal")) {
            boolean own = refusalJson != null && refusalJson.contains("\"type\":\"refusal\"");
            g.writeFieldName("stop_details");
            g.writeRawValue(own ? refusalJson : NO_DETAILS);
        }
    }
}
