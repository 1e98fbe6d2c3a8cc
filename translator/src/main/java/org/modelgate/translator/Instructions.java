package org.modelgate.translator;

import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.common.inference.ToolChoice.Named;

/** What is asked for in words, as a system text, because a model or its API has no field for it. */
public final class Instructions {
    private Instructions() {}

    public static ContentPart.Text jsonObject() {
        return ContentPart.Text.of("Answer with one JSON object and nothing else.");
    }

    public static ContentPart.Text schema(OutputFormat.JsonSchema format) {
        return ContentPart.Text.of(
                "Answer with one JSON object that follows this JSON Schema, and nothing else: " + format.schemaJson());
    }

    /** @param nameMax longest tool name that the provider takes */
    public static ContentPart.Text forcedTool(ToolChoice choice, int nameMax) {
        return ContentPart.Text.of(
                choice instanceof Named named
                        ? "You must answer by calling the tool " + ToolNames.fit(named.name(), nameMax) + "."
                        : "You must answer by calling one of the tools.");
    }
}
