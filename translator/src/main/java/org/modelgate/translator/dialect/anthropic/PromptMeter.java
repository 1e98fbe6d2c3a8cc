package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.PromptBytes;

/**
 * Adds up what can become input tokens while a parser passes over a body. Known text is counted exactly, anything unknown with
 * its raw bytes, inline media apart. Positions come from the parser; text itself isn't decoded.
 */
final class PromptMeter {
    /** String members that structure a message and cost next to nothing. */
    private static final Set<String> STRUCTURE = Set.of("type", "role", "id", "tool_use_id", "media_type", "file_id");

    private static final byte[] SEALED = Carriers.MARK.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THINKING = "thinking\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REDACTED = "redacted_thinking\"".getBytes(StandardCharsets.US_ASCII);

    private final JsonParser p;
    private final byte[] body;
    private final PromptBytes counted;

    PromptMeter(JsonParser p, byte[] body) {
        this.p = p;
        this.body = body;
        this.counted = new PromptBytes(body);
    }

    /**
     * The current token opens a message.
     *
     * @return blocks of reasoning that this gateway sealed for another provider: an Anthropic provider would refuse them
     */
    MemberCuts message() throws IOException {
        MemberCuts foreign = new MemberCuts();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken token = p.nextToken();
            switch (name) {
                case "content" -> {
                    if (token == JsonToken.START_ARRAY) {
                        blocks(foreign);
                    } else {
                        any(token);
                    }
                }
                case "role" -> p.skipChildren();
                default -> any(token);
            }
        }
        return foreign;
    }

    private void blocks(MemberCuts foreign) throws IOException {
        for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
            int start = tokenStart();
            boolean sealed = false;
            if (item == JsonToken.START_OBJECT) {
                sealed = block();
            } else {
                any(item);
            }
            foreign.member(start, (int) p.currentLocation().getByteOffset(), sealed);
        }
    }

    /** A string, or an array of blocks. */
    void content(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            any(token);
            return;
        }
        for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
            if (item == JsonToken.START_OBJECT) {
                block();
            } else {
                any(item);
            }
        }
    }

    /** @return whether it is reasoning in an envelope of this gateway */
    private boolean block() throws IOException {
        int type = -1;
        boolean sealed = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken token = p.nextToken();
            boolean text = token == JsonToken.VALUE_STRING;
            switch (name) {
                case "content" -> content(token);
                case "source" -> source(token);
                case "cache_control" -> cacheControl(token);
                default -> {
                    if (text && name.equals("type")) {
                        type = tokenStart() + 1;
                    } else if (text && (name.equals("signature") || name.equals("data"))) {
                        sealed = startsWith(tokenStart() + 1, SEALED);
                    }
                    if (!text || !STRUCTURE.contains(name)) {
                        any(token);
                    }
                }
            }
        }
        return sealed && type >= 0 && (startsWith(type, THINKING) || startsWith(type, REDACTED));
    }

    private boolean startsWith(int at, byte[] prefix) {
        return at + prefix.length <= body.length
                && Arrays.equals(body, at, at + prefix.length, prefix, 0, prefix.length);
    }

    /** Source of an image or document; of a search result it is a string. */
    private void source(JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            any(token);
            return;
        }
        boolean text = false;
        boolean blocks = false;
        int dataStart = 0;
        int dataEnd = 0;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken value = p.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                text = p.getText().equals("text");
            } else if (name.equals("data") && value == JsonToken.VALUE_STRING) {
                dataStart = tokenStart() + 1;
                dataEnd = JsonBytes.closingQuote(body, dataStart, body.length);
            } else if (name.equals("content")) {
                blocks = true;
                content(value);
            } else if (name.equals("url") || (value == JsonToken.VALUE_STRING && STRUCTURE.contains(name))) {
                p.skipChildren();
            } else {
                any(value);
            }
        }
        if (text) {
            if (dataStart > 0) {
                counted.string(dataStart);
            }
        } else if (!blocks) {
            counted.media(dataEnd - dataStart);
        }
    }

    void tools(JsonToken token) throws IOException {
        any(token);
    }

    void cacheControl(JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NULL) {
            counted.cacheMark();
        }
        if (token == JsonToken.START_OBJECT) {
            walk();
        }
    }

    /** Counts a value with its raw bytes; cache marks inside it are seen. */
    void any(JsonToken token) throws IOException {
        switch (token) {
            case VALUE_STRING -> counted.string(tokenStart() + 1);
            case START_OBJECT, START_ARRAY -> {
                int start = tokenStart();
                walk();
                counted.raw(start, (int) p.currentLocation().getByteOffset());
            }
            default -> counted.ascii(8);
        }
    }

    /** To the end of the current object or array. */
    private void walk() throws IOException {
        for (int depth = 1; depth > 0; ) {
            JsonToken token = p.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                if (name.equals("cache_control")) {
                    counted.cacheMark();
                } else if (name.equals("ttl") && Objects.equals(p.nextTextValue(), "1h")) {
                    counted.longCacheMark();
                } else if (name.equals("ttl") && p.currentToken().isStructStart()) {
                    depth++;
                }
            }
        }
    }

    private int tokenStart() {
        return (int) p.currentTokenLocation().getByteOffset();
    }

    /** What was counted so far. */
    PromptBytes counted() {
        return counted;
    }
}
