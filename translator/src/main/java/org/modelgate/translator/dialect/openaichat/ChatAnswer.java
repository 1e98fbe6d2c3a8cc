package org.modelgate.translator.dialect.openaichat;

import java.util.Objects;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.openai.AnswerNames;
import org.modelgate.translator.openai.JsonText;

/** What whole and streamed answers for a chat client have in common. */
final class ChatAnswer {
    /** Only Anthropic's reasoning reaches a chat client through the canonical model. */
    static final String REASONING_FORMAT = "anthropic-claude-v1";

    private final AnswerContext context;
    private final AnswerNames names;

    ChatAnswer(AnswerContext context) {
        this.context = context;
        this.names = new AnswerNames(context);
    }

    AnswerNames names() {
        return names;
    }

    /** Members {@code id} to {@code model}, without braces. */
    void head(StringBuilder out, String object) {
        out.append("\"id\":\"chatcmpl-");
        JsonText.escape(out, context.answerId());
        out.append("\",\"object\":\"").append(object);
        out.append("\",\"created\":").append(context.createdSeconds());
        out.append(",\"model\":");
        JsonText.quote(out, context.clientModel());
    }

    /** OpenRouter's {@code reasoning.exclude}. */
    boolean hidesReasoning() {
        return Objects.equals(context.request().reasoning().display(), "omitted");
    }
}
