package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.translator.framing.TokenSpan;
import org.modelgate.translator.openai.BodyPass;

/** The top level of a chat request, in one pass. */
final class ChatBodyPass extends BodyPass {
    private static final int CHOICES_MAX = 128;

    private Cap completionCap = Cap.NONE;
    private Cap oldCap = Cap.NONE;
    private int choices = 1;
    private boolean includeUsage;
    private @Nullable Span streamOptionsAt;
    private boolean streamOptionsGiven;
    private int messages = -1;

    ChatBodyPass(byte[] body, JsonParser p) {
        super(body, p);
    }

    @Override
    protected Found found() {
        if (messages < 0) {
            throw invalid("messages", "is required");
        }
        if (streamOptionsGiven && !streaming()) {
            throw invalid("stream_options", "is only allowed when 'stream' is true");
        }
        if (completionCap.tokens() != null && oldCap.tokens() != null) {
            throw invalid("max_tokens", "can't be used together with 'max_completion_tokens'");
        }
        // A field that is there but null is the place to write a cap to, unless the other one holds a number.
        Cap cap = oldCap.tokens() != null || completionCap.at() == null ? oldCap : completionCap;
        return new Found(cap, choices, includeUsage, streamOptionsAt, messages);
    }

    @Override
    protected void member(String name) throws IOException {
        switch (name) {
            case "max_completion_tokens" -> completionCap = cap(name);
            case "max_tokens" -> oldCap = cap(name);
            case "n" -> choices();
            case "stream_options" -> streamOptions();
            case "messages" -> messages();
            case "functions" -> meter.tools();
            case "response_format", "prediction" -> meter.content();
            default -> p.skipChildren();
        }
    }

    private void choices() throws IOException {
        once("n");
        if (p.currentToken() != JsonToken.VALUE_NULL) {
            choices = (int) positive("n", CHOICES_MAX);
        }
    }

    private void streamOptions() throws IOException {
        once("stream_options");
        int from = TokenSpan.start(p);
        if (p.currentToken() == JsonToken.START_OBJECT) {
            streamOptionsGiven = true;
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                p.nextToken();
                if (name.equals("include_usage")) {
                    once("stream_options.include_usage");
                    includeUsage = bool("stream_options.include_usage");
                } else {
                    p.skipChildren();
                }
            }
        } else if (p.currentToken() != JsonToken.VALUE_NULL) {
            throw invalid("stream_options", "must be an object");
        }
        streamOptionsAt = new Span(from, TokenSpan.end(p, body));
    }

    private void messages() throws IOException {
        once("messages");
        if (p.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("messages", "must be an array");
        }
        messages = meter.elements();
    }
}
