package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.ToolNames;

/** What whole and streamed answers for a chat client have in common. */
final class ChatAnswer {
    /** Only Anthropic's reasoning reaches a chat client through the canonical model. */
    static final String REASONING_FORMAT = "anthropic-claude-v1";

    private static final String REFUSED = "The model declined to answer.";

    private final AnswerContext context;

    ChatAnswer(AnswerContext context) {
        this.context = context;
    }

    /** Members {@code id} to {@code model}, without braces. */
    void head(StringBuilder out, String object) {
        out.append("\"id\":\"chatcmpl-");
        escape(out, context.answerId());
        out.append("\",\"object\":\"").append(object);
        out.append("\",\"created\":").append(context.createdSeconds());
        out.append(",\"model\":");
        quote(out, context.clientModel());
    }

    /** OpenRouter's {@code reasoning.exclude}. */
    boolean hidesReasoning() {
        return Objects.equals(context.request().reasoning().display(), "omitted");
    }

    String toolName(String called) {
        return ToolNames.original(context.request().tools(), called);
    }

    /** Whether the client declared this tool as one that takes free text. */
    boolean isCustom(String toolName) {
        for (Tool tool : context.request().tools()) {
            if (tool instanceof Tool.Custom && tool.name().equals(toolName)) {
                return true;
            }
        }
        return false;
    }

    /** The free text that a model put into the one property of the function that stood for a custom tool. */
    static String customInput(String arguments) {
        try {
            JsonNode input = Json.mapper().readTree(arguments).path("input");
            return input.isTextual() ? input.asText() : arguments;
        } catch (JsonProcessingException e) {
            // Made by a model: whatever it is, the tool gets it.
            return arguments;
        }
    }

    /** A signature or data that comes back to us: the provider's own one, sealed. */
    String sealed(String kind, String own) {
        return Carriers.isCarrier(own)
                ? own
                : context.carriers().seal(kind, context.provider(), context.targetModel(), own);
    }

    /** What to tell where a model refused without a word. */
    static String refusal(@Nullable String refusalJson) {
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

    static void quote(StringBuilder out, String text) {
        out.append('"');
        escape(out, text);
        out.append('"');
    }

    private static void escape(StringBuilder out, String text) {
        JsonStringEncoder.getInstance().quoteAsString(SurrogateGuard.repair(text), out);
    }
}
