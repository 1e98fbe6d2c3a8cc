package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.TokenSpan;
import org.modelgate.translator.openai.BodyPass;

/**
 * The top level of a Responses request, in one pass. Fields that need stored responses are refused here, whatever the route: the
 * provider's store is the operator's, so that one client could read what another has said.
 */
final class ResponsesBodyPass extends BodyPass {
    static final String NOTHING_STORED =
            "is not supported yet: this gateway stores no responses, send the whole conversation in 'input'";
    static final String NO_BACKGROUND =
            "true is not supported yet: this gateway stores no responses, use 'stream' for long answers";

    private static final byte[] SEALED = Carriers.MARK.getBytes(US_ASCII);

    private Cap cap = Cap.NONE;
    private int messages = -1;

    ResponsesBodyPass(byte[] body, JsonParser p) {
        super(body, p);
    }

    @Override
    protected Found found() {
        if (messages < 0) {
            throw invalid("input", "is required");
        }
        return new Found(cap, 1, false, null, messages);
    }

    @Override
    protected void member(String name) throws IOException {
        switch (name) {
            case "max_output_tokens" -> cap = cap(name);
            case "input" -> input();
            case "instructions", "text" -> meter.content();
            case "previous_response_id", "conversation", "prompt" -> {
                if (p.currentToken() != JsonToken.VALUE_NULL) {
                    throw invalid(name, NOTHING_STORED);
                }
            }
            case "background" -> {
                if (bool(name)) {
                    throw invalid(name, NO_BACKGROUND);
                }
            }
            case "store" -> bool(name);
            default -> p.skipChildren();
        }
    }

    @Override
    protected boolean replaced(String name) {
        return name.equals("store");
    }

    private void input() throws IOException {
        once("input");
        switch (p.currentToken()) {
            case VALUE_STRING -> {
                meter.content();
                messages = 1;
            }
            case START_ARRAY -> items();
            case VALUE_NULL -> throw invalid("input", "is required");
            case null, default -> throw invalid("input", "must be a string or an array");
        }
    }

    /** Reasoning that this gateway sealed for another provider is cut: OpenAI would refuse it. */
    private void items() throws IOException {
        messages = 0;
        MemberCuts sealed = new MemberCuts();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() != JsonToken.START_OBJECT) {
                throw invalid("input[" + messages + "]", "must be an object");
            }
            int start = TokenSpan.start(p);
            boolean cut = item(messages);
            sealed.member(start, TokenSpan.end(p, body), cut);
            messages++;
        }
        cut(sealed.cuts());
    }

    /** Whether a reference means reasoning, without which the conversation goes on: libraries refer to it unasked. */
    static boolean isReasoning(@Nullable String id) {
        return id != null && id.startsWith("rs_");
    }

    /** Whether the item is sealed reasoning, or reasoning that only a store has. */
    private boolean item(int index) throws IOException {
        String type = null;
        String id = null;
        boolean hasRole = false;
        boolean sealed = false;
        boolean content = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "type" -> type = text();
                case "id" -> id = text();
                case "role" -> hasRole = true;
                case "encrypted_content" -> {
                    sealed |= startsSealed();
                    content |= p.currentToken() == JsonToken.VALUE_STRING;
                }
                default -> {
                    // measured below
                }
            }
            meter.member(name);
        }
        if (Objects.equals(type, "item_reference") || (type == null && id != null && !hasRole)) {
            if (isReasoning(id)) {
                return true;
            }
            throw invalid("input[" + index + "]", "item_reference " + NOTHING_STORED);
        }
        return sealed || (Objects.equals(type, "reasoning") && !content);
    }

    private @Nullable String text() throws IOException {
        return p.currentToken() == JsonToken.VALUE_STRING ? p.getText() : null;
    }

    private boolean startsSealed() {
        return p.currentToken() == JsonToken.VALUE_STRING
                && JsonBytes.startsWith(body, TokenSpan.start(p) + 1, body.length, SEALED);
    }
}
