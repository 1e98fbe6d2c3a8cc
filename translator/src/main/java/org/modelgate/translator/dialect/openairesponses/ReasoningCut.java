package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.modelgate.translator.framing.JsonMembers;
import org.modelgate.translator.framing.MemberCuts;

/** One streaming pass that takes the reasoning items out of a request's input; all other bytes stay. */
final class ReasoningCut {
    private ReasoningCut() {}

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        return JsonMembers.within(body, "input", JsonToken.START_ARRAY, (p, splices) -> splices.cut(items(p)));
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
