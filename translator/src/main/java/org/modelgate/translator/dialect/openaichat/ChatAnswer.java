package org.modelgate.translator.dialect.openaichat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.openai.AnswerNames;
import org.modelgate.translator.openai.JsonText;

/** What whole and streamed answers for a chat client have in common. */
final class ChatAnswer {
    private final AnswerContext context;
    private final AnswerNames names;

    ChatAnswer(AnswerContext context) {
        this.context = context;
        this.names = new AnswerNames(context);
    }

    /** Whose reasoning it is, as OpenRouter names them: a client brings back only what it knows to be of the model's maker. */
    String reasoningFormat() {
        return switch (context.dialect()) {
            case ANTHROPIC_MESSAGES -> "anthropic-claude-v1";
            case OPENAI_RESPONSES -> "openai-responses-v1";
            case GEMINI -> "google-gemini-v1";
            case OPENAI_CHAT, BEDROCK_CONVERSE -> "unknown";
        };
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

    /** What is known of tokens; null where the client didn't ask. */
    @Nullable String asked(@Nullable String logprobs) {
        return context.request().logprobsJson() == null ? null : logprobs;
    }

    /** A choice's {@code logprobs}. */
    static String logprobs(@Nullable String ofContent) {
        return ofContent == null ? "null" : "{\"content\":" + ofContent + ",\"refusal\":null}";
    }

    /** OpenRouter's {@code reasoning.exclude}. */
    boolean hidesReasoning() {
        return Objects.equals(context.request().reasoning().display(), "omitted");
    }
}
