package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Set;
import org.modelgate.translator.framing.JsonMembers;

/** One streaming pass that takes the wish for a summary out of a request's {@code reasoning}; all other bytes stay. */
final class SummaryCut {
    private static final Set<String> MEMBERS = Set.of("summary", "generate_summary");

    private SummaryCut() {}

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        return JsonMembers.within(
                body, "reasoning", JsonToken.START_OBJECT, (p, splices) -> JsonMembers.cut(p, body, MEMBERS, splices));
    }
}
