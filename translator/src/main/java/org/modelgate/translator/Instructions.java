package org.modelgate.translator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.common.inference.ToolChoice.Named;

/** What is asked for in words, as a system text, because a model or its API has no field for it. */
public final class Instructions {
    private Instructions() {}

    public static ContentPart.Text jsonObject() {
        return ContentPart.Text.of("Answer with one JSON object and nothing else.");
    }

    /** A request's system texts for an API that refuses to answer with a JSON object where nobody speaks of JSON. */
    public static List<ContentPart.Text> withJson(InferenceRequest request) {
        boolean silent = request.format() instanceof OutputFormat.JsonObject
                && !speaksOfJson(request.system())
                && request.messages().stream().noneMatch(turn -> speaksOfJson(turn.parts()));
        if (!silent) {
            return request.system();
        }
        List<ContentPart.Text> texts = new ArrayList<>(request.system());
        texts.add(jsonObject());
        return texts;
    }

    private static boolean speaksOfJson(List<? extends ContentPart> parts) {
        return parts.stream()
                .anyMatch(part -> part instanceof ContentPart.Text text
                        && text.text().toLowerCase(Locale.ROOT).contains("json"));
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
