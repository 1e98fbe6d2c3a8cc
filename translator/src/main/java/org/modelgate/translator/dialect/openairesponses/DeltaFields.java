package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Logprobs;

/** The fields of the many small events, read without a tree. Reused for all events of a stream. */
final class DeltaFields {
    enum Kind {
        TEXT,
        REFUSAL,
        SUMMARY,
        REASONING,
        ARGUMENTS,
        INPUT,
        /** No delta of those: to be read as a tree. */
        OTHER
    }

    Kind kind = Kind.OTHER;
    int outputIndex;
    /** Of the content part or the summary part. */
    int partIndex;

    String delta = "";

    @Nullable String logprobs;

    void read(byte[] bytes, int offset, int length) throws IOException {
        kind = Kind.OTHER;
        outputIndex = 0;
        partIndex = 0;
        delta = "";
        logprobs = null;
        try (JsonParser p = Json.factory().createParser(bytes, offset, length)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(p, "no object");
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                JsonToken value = p.nextToken();
                switch (name) {
                    case "type" -> kind = kind(p.getValueAsString(""));
                    case "output_index" -> outputIndex = p.getValueAsInt(0);
                    case "content_index", "summary_index" -> partIndex = p.getValueAsInt(0);
                    case "delta" -> {
                        delta = value == JsonToken.VALUE_STRING ? p.getText() : "";
                        p.skipChildren();
                    }
                    case "logprobs" -> logprobs = Logprobs.read(p);
                    default -> p.skipChildren();
                }
            }
        }
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "response.output_text.delta" -> Kind.TEXT;
            case "response.refusal.delta" -> Kind.REFUSAL;
            case "response.reasoning_summary_text.delta" -> Kind.SUMMARY;
            case "response.reasoning_text.delta" -> Kind.REASONING;
            case "response.function_call_arguments.delta" -> Kind.ARGUMENTS;
            case "response.custom_tool_call_input.delta" -> Kind.INPUT;
            default -> Kind.OTHER;
        };
    }
}
