package org.modelgate.translator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.modelgate.common.inference.OutputFormat;

/** The shape that a client asks its answer to have. */
public final class Formats {
    private Formats() {}

    /** Chat's {@code response_format}: the schema is wrapped once more. */
    public static OutputFormat nested(At format) {
        return read(format, format.get("json_schema"));
    }

    /** Responses' {@code text.format}: name and schema stand beside the type. */
    public static OutputFormat flat(At format) {
        return read(format, format);
    }

    private static OutputFormat read(At format, At holder) {
        if (!format.present()) {
            return new OutputFormat.Text();
        }
        return switch (format.object().get("type").string()) {
            case "text" -> new OutputFormat.Text();
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(holder.object());
            default -> throw format.get("type").invalid("must be one of text, json_object, json_schema");
        };
    }

    /** OpenAI's default is not to be strict. */
    private static OutputFormat schema(At holder) {
        JsonNode rules = holder.get("schema").present()
                ? holder.get("schema").object().node()
                : JsonNodeFactory.instance.objectNode().put("type", "object");
        return new OutputFormat.JsonSchema(
                holder.get("name").name(),
                holder.get("description").stringOrNull(),
                rules.toString(),
                holder.get("strict").flag());
    }
}
