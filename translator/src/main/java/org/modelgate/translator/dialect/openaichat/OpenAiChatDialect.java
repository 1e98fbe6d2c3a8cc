package org.modelgate.translator.dialect.openaichat;

import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.StreamCodec;

/** OpenAI's Chat Completions, also as its many compatible servers speak it. Stateless, shared by threads. */
public final class OpenAiChatDialect implements ClientDialect {
    private final BodyScanner scanner = new ChatBodyScanner();
    private final Passthrough passthrough = new ChatPassthrough();
    private final RequestCodec requests = new OpenAiChatRequestCodec();
    private final ResponseCodec responses = new OpenAiChatResponseCodec();
    private final StreamCodec streams = new OpenAiChatStreamCodec();
    private final ErrorCodec errors = new OpenAiChatErrorCodec();

    @Override
    public DialectId id() {
        return DialectId.OPENAI_CHAT;
    }

    @Override
    public String path() {
        return "chat/completions";
    }

    @Override
    public BodyScanner scanner() {
        return scanner;
    }

    @Override
    public Passthrough passthrough() {
        return passthrough;
    }

    @Override
    public RequestCodec requests() {
        return requests;
    }

    @Override
    public ResponseCodec responses() {
        return responses;
    }

    @Override
    public StreamCodec streams() {
        return streams;
    }

    @Override
    public ErrorCodec errors() {
        return errors;
    }
}
