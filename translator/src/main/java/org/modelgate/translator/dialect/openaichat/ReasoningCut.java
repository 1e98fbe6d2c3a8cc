package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Set;
import org.modelgate.translator.framing.JsonMembers;

/** One streaming pass that takes the reasoning out of a chat request's history; all other bytes stay. */
final class ReasoningCut {
    private static final Set<String> MEMBERS = Set.of("reasoning", "reasoning_content", "reasoning_details");

    private ReasoningCut() {}

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        return JsonMembers.within(body, "messages", JsonToken.START_ARRAY, (p, splices) -> {
            for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
                if (item == JsonToken.START_OBJECT) {
                    JsonMembers.cut(p, body, MEMBERS, splices);
                } else {
                    p.skipChildren();
                }
            }
        });
    }
}
