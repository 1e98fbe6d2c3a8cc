package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.TokenSpan;

/** One streaming pass that takes the reasoning out of a chat request's history; all other bytes stay. */
final class ReasoningCut {
    private static final Set<String> MEMBERS = Set.of("reasoning", "reasoning_content", "reasoning_details");

    private ReasoningCut() {}

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        Splices splices = new Splices(body);
        try (JsonParser p = Json.factory().createParser(body)) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean messages = p.currentName().equals("messages");
                if (p.nextToken() == JsonToken.START_ARRAY && messages) {
                    for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
                        if (item == JsonToken.START_OBJECT) {
                            message(p, body, splices);
                        } else {
                            p.skipChildren();
                        }
                    }
                } else {
                    p.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return splices.apply();
    }

    private static void message(JsonParser p, byte[] body, Splices splices) throws IOException {
        MemberCuts cuts = new MemberCuts();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean cut = MEMBERS.contains(p.currentName());
            int start = TokenSpan.start(p);
            p.nextToken();
            p.skipChildren();
            cuts.member(start, TokenSpan.end(p, body), cut);
        }
        cuts.cuts().forEach(span -> splices.cut(span.start(), span.end()));
    }
}
