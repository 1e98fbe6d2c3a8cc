package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.framing.JsonBytes;

/** Reads what a whole answer says about itself in one pass. */
final class AnswerReader {
    private AnswerReader() {}

    static AnswerFacts read(byte[] body) {
        UsageReader usage = new UsageReader();
        String id = null;
        String type = null;
        boolean content = false;
        long textBytes = 0;
        try (JsonParser p = Json.factory().createParser(body)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                return garbage();
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                JsonToken token = p.nextToken();
                switch (name) {
                    case "id" -> id = p.getValueAsString();
                    case "type" -> type = p.getValueAsString();
                    case "usage" -> usage.read(p);
                    case "content" -> {
                        content = token == JsonToken.START_ARRAY;
                        textBytes = strings(p, body);
                    }
                    default -> p.skipChildren();
                }
            }
        } catch (IOException e) {
            return garbage();
        }
        if (type != null && type.equals("error")) {
            return new AnswerFacts(null, 0, id, AnthropicErrors.inBand(body));
        }
        return content ? new AnswerFacts(usage.usage(), textBytes, id, null) : garbage();
    }

    /** Bytes of all string values in the current array, but not those that name types and ids. */
    private static long strings(JsonParser p, byte[] body) throws IOException {
        long sum = 0;
        for (int depth = p.currentToken().isStructStart() ? 1 : 0; depth > 0; ) {
            JsonToken token = p.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING && isContent(p.currentName())) {
                int open = (int) p.currentTokenLocation().getByteOffset();
                sum += JsonBytes.closingQuote(body, open + 1, body.length) - open - 1;
            }
        }
        return sum;
    }

    private static boolean isContent(@Nullable String name) {
        return name == null || !(name.equals("type") || name.equals("id") || name.equals("signature"));
    }

    private static AnswerFacts garbage() {
        return new AnswerFacts(null, 0, null, GatewayError.provider("the provider's answer is not a message"));
    }
}
