package org.modelgate.translator.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.PromptBytes;

/** Measures what of a request becomes tokens, from byte positions: no string is decoded. */
public final class TextMeter {
    private static final byte[] DATA_URL = "data:".getBytes(US_ASCII);
    private static final byte[] HTTP = "http".getBytes(US_ASCII);
    private static final byte[] ONE_HOUR = "1h".getBytes(US_ASCII);
    private static final byte[] TWELVE_HOURS = "12h".getBytes(US_ASCII);

    private final byte[] body;
    private final JsonParser p;
    private final PromptBytes counted;

    public TextMeter(byte[] body, JsonParser p) {
        this.body = body;
        this.p = p;
        this.counted = new PromptBytes(body);
    }

    /** Measures the array that the parser is at; the number of its elements. */
    public int elements() throws IOException {
        int count = 0;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            count++;
            value(null);
        }
        return count;
    }

    /** Measures any value of the conversation. */
    public void content() throws IOException {
        value(null);
    }

    /** Tools: names of properties become tokens too, and a property may be called like a field of ours. */
    public void tools() throws IOException {
        int depth = 0;
        do {
            switch (p.currentToken()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> counted.ascii(p.currentName().length());
                case VALUE_STRING -> counted.string(stringStart());
                case null, default -> counted.ascii(1);
            }
            if (depth > 0) {
                toolMark();
            }
        } while (depth > 0 && p.nextToken() != null);
    }

    private void toolMark() throws IOException {
        if (p.currentToken() == JsonToken.FIELD_NAME && p.currentName().equals("cache_control")) {
            counted.cacheMark();
        } else if (p.currentToken() == JsonToken.VALUE_STRING
                && Objects.equals(p.currentName(), "ttl")
                && string(stringStart(), ONE_HOUR)) {
            counted.longCacheMark();
        }
    }

    private void value(@Nullable String name) throws IOException {
        switch (p.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> {
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    value(name);
                }
            }
            case VALUE_STRING -> {
                if (name == null || isText(name)) {
                    counted.string(stringStart());
                }
            }
            case null, default -> {
                // Numbers and literals are no text.
            }
        }
    }

    private void object() throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            member(name);
        }
    }

    /** Measures the value of a member of a message, part or item, which the parser is at. */
    public void member(String name) throws IOException {
        switch (name) {
            case "image_url", "input_audio", "file", "file_data", "file_url" -> media();
            case "cache_control", "prompt_cache_breakpoint" -> cacheMark();
            case "tools" -> tools();
            default -> value(name);
        }
    }

    private void media() throws IOException {
        if (p.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        counted.media(0);
        if (p.currentToken() == JsonToken.VALUE_STRING) {
            mediaString();
            return;
        }
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            if (p.nextToken() != JsonToken.VALUE_STRING) {
                p.skipChildren();
            } else if (name.equals("url") || name.equals("data") || name.equals("file_data")) {
                mediaString();
            }
        }
    }

    private void mediaString() {
        int from = stringStart();
        int to = JsonBytes.closingQuote(body, from, body.length);
        if (!JsonBytes.startsWith(body, from, to, DATA_URL)) {
            boolean url = JsonBytes.startsWith(body, from, to, HTTP);
            counted.mediaData(url ? 0 : to - from);
            return;
        }
        int comma = from;
        while (comma < to && body[comma] != ',') {
            comma++;
        }
        counted.mediaData(Math.max(0, to - comma - 1));
    }

    /** A cache mark of any kind, which the parser is at. */
    public void cacheMark() throws IOException {
        if (p.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        counted.cacheMark();
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            if (p.nextToken() == JsonToken.VALUE_STRING && name.equals("ttl")) {
                if (string(stringStart(), ONE_HOUR) || string(stringStart(), TWELVE_HOURS)) {
                    counted.longCacheMark();
                }
            }
            p.skipChildren();
        }
    }

    private static boolean isText(String name) {
        return switch (name) {
            case "role", "type", "id", "tool_call_id", "call_id", "status", "detail", "format", "signature", "data" ->
                false;
            default -> true;
        };
    }

    private int stringStart() {
        return (int) p.currentTokenLocation().getByteOffset() + 1;
    }

    private boolean string(int from, byte[] text) {
        return JsonBytes.startsWith(body, from, body.length, text)
                && from + text.length < body.length
                && body[from + text.length] == '"';
    }

    /** What was counted so far. */
    public PromptBytes counted() {
        return counted;
    }
}
