package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.TokenSpan;

/** One streaming pass that takes the wish for a summary out of a request's {@code reasoning}; all other bytes stay. */
final class SummaryCut {
    private static final Set<String> MEMBERS = Set.of("summary", "generate_summary");

    private SummaryCut() {}

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        Splices splices = new Splices(body);
        try (JsonParser p = Json.factory().createParser(body)) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean reasoning = p.currentName().equals("reasoning");
                if (p.nextToken() == JsonToken.START_OBJECT && reasoning) {
                    members(p, body).cuts().forEach(span -> splices.cut(span.start(), span.end()));
                } else {
                    p.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return splices.apply();
    }

    private static MemberCuts members(JsonParser p, byte[] body) throws IOException {
        MemberCuts cuts = new MemberCuts();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean cut = MEMBERS.contains(p.currentName());
            int start = TokenSpan.start(p);
            p.nextToken();
            p.skipChildren();
            cuts.member(start, TokenSpan.end(p, body), cut);
        }
        return cuts;
    }
}
