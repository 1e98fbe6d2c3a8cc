package org.modelgate.translator.framing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What a body asks of the gateway itself, read where a parser stands. */
public final class GatewayAsks {
    private final byte[] body;
    private final JsonParser p;
    private final GatewayMembers own;

    /** @param own gets what is found */
    public GatewayAsks(byte[] body, JsonParser p, GatewayMembers own) {
        this.body = body;
        this.p = p;
        this.own = own;
    }

    /** Null says nothing. */
    public void ask(String path) throws IOException {
        int from = TokenSpan.start(p);
        boolean said = p.currentToken() != JsonToken.VALUE_NULL;
        p.skipChildren();
        if (said) {
            own.ask(path, from, TokenSpan.end(p, body));
        }
    }

    /** Goes over the value of {@code metadata}: what of it only the gateway may see. */
    public MemberCuts metadata() throws IOException {
        MemberCuts members = new MemberCuts();
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return members;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            boolean cut = GatewayMembers.isMetadata(name);
            int from = TokenSpan.start(p);
            p.nextToken();
            if (cut) {
                ask("metadata." + name);
            } else {
                member(name);
            }
            members.member(from, TokenSpan.end(p, body), cut);
        }
        return members;
    }

    private void member(String name) throws IOException {
        int from = TokenSpan.start(p);
        p.skipChildren();
        if (name.equals("user_id")) {
            own.caller("metadata.user_id", from, TokenSpan.end(p, body));
        }
    }
}
