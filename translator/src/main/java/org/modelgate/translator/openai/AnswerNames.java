package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.ToolNames;

/** What answers in both of OpenAI's dialects name in the client's words: its tools, its carriers, a refusal. */
public final class AnswerNames {
    private static final String REFUSED = "The model declined to answer.";

    private final AnswerContext context;

    public AnswerNames(AnswerContext context) {
        this.context = context;
    }

    /** The client's own name of a tool that the provider called. */
    public String tool(String called) {
        return ToolNames.original(context.request().tools(), called);
    }

    /** The tool that the client declared under this name of its own. */
    public @Nullable Tool declared(String name) {
        for (Tool tool : context.request().tools()) {
            if (tool.name().equals(name)) {
                return tool;
            }
        }
        return null;
    }

    /** Whether the client declared this tool as one that takes free text. */
    public boolean isCustom(String name) {
        return declared(name) instanceof Tool.Custom;
    }

    /** A signature or data that comes back to us: the provider's own one, sealed. */
    public String sealed(String kind, String own) {
        return Carriers.isCarrier(own)
                ? own
                : context.carriers().seal(kind, context.provider(), context.targetModel(), own);
    }

    /** What to tell where a model refused without a word. */
    public static String refusal(@Nullable String refusalJson) {
        if (refusalJson == null) {
            return REFUSED;
        }
        try {
            JsonNode explanation = Json.mapper().readTree(refusalJson).path("explanation");
            return explanation.isTextual() && !explanation.asText().isBlank() ? explanation.asText() : REFUSED;
        } catch (JsonProcessingException e) {
            // A form that only its provider knows.
            return REFUSED;
        }
    }
}
