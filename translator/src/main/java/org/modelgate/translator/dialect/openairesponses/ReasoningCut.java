package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;

/** One streaming pass that takes the reasoning items out of a request's input; all other bytes stay. */
final class ReasoningCut {
    private ReasoningCut() {}

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        Splices splices = new Splices(body);
        try (JsonParser p = Json.factory().createParser(body)) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean input = p.currentName().equals("input");
                if (p.nextToken() == JsonToken.START_ARRAY && input) {
                    items(p).cuts().forEach(span -> splices.cut(span.start(), span.end()));
                } else {
                    p.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return splices.apply();
    }

    private static MemberCuts items(JsonParser p) throws IOException {
        MemberCuts cuts = new MemberCuts();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            int start = (int) p.currentTokenLocation().getByteOffset();
            boolean reasoning = p.currentToken() == JsonToken.START_OBJECT && isReasoning(p);
            p.finishToken();
            cuts.member(start, (int) p.currentLocation().getByteOffset(), reasoning);
        }
        return cuts;
    }

    private static boolean isReasoning(JsonParser p) throws IOException {
        boolean reasoning = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean type = p.currentName().equals("type");
            if (p.nextToken() == JsonToken.VALUE_STRING && type) {
                reasoning = p.getText().equals("reasoning");
            }
            p.skipChildren();
        }
        return reasoning;
    }
}
