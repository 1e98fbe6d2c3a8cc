package org.modelgate.translator.framing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Where the current token of a parser over a byte array stands. Strings aren't decoded for that. */
public final class TokenSpan {
    private TokenSpan() {}

    /** Its first byte. */
    public static int start(JsonParser p) {
        return (int) p.currentTokenLocation().getByteOffset();
    }

    /** Behind the token's last byte. */
    public static int end(JsonParser p, byte[] body) {
        int from = start(p);
        if (p.currentToken() == JsonToken.VALUE_STRING) {
            return JsonBytes.closingQuote(body, from + 1, body.length) + 1;
        }
        return switch (p.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> literalEnd(from, body);
            case VALUE_TRUE, VALUE_NULL -> from + 4;
            case VALUE_FALSE -> from + 5;
            case null, default -> from + 1;
        };
    }

    private static int literalEnd(int from, byte[] body) {
        int i = from;
        while (i < body.length && body[i] > ' ' && body[i] != ',' && body[i] != '}' && body[i] != ']') {
            i++;
        }
        return i;
    }
}
