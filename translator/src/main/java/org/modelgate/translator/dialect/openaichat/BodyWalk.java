package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.MemberCuts;

/** Walks over the members and elements of a body without a tree. */
final class BodyWalk {
    /** Hears of each object in a list. */
    interface ElementVisitor {
        void visit(Span object);
    }

    /** Hears of each member: its name, where the name's quote is, and its value. */
    interface MemberVisitor {
        /** Whether the member is to be cut. */
        boolean cut(String name, int start, Span value);
    }

    private final byte[] body;

    BodyWalk(byte[] body) {
        this.body = body;
    }

    /** Goes over the top level, of which nothing is cut; false if the body is no JSON object. */
    boolean top(MemberVisitor visitor) {
        JsonCursor c = new JsonCursor();
        c.reset(body, 0, body.length);
        c.space();
        if (!c.take('{')) {
            c.fail();
        }
        walk(c, visitor);
        return !c.bad;
    }

    /** Goes over the members of an object; what the visitor says is to be cut. */
    MemberCuts members(Span object, MemberVisitor visitor) {
        JsonCursor c = new JsonCursor();
        c.reset(body, object.start(), object.end());
        c.take('{');
        return walk(c, visitor);
    }

    private MemberCuts walk(JsonCursor c, MemberVisitor visitor) {
        MemberCuts cuts = new MemberCuts();
        for (boolean more = c.member(true); more; more = c.member(false)) {
            int start = c.memberStart();
            int value = c.i;
            c.skip();
            cuts.member(start, c.i, visitor.cut(nameAt(start), start, new Span(value, c.i)));
        }
        return cuts;
    }

    /** Goes over the objects in a list. */
    void elements(Span array, ElementVisitor visitor) {
        JsonCursor c = new JsonCursor();
        c.reset(body, array.start(), array.end());
        c.take('[');
        for (boolean more = c.element(true); more; more = c.element(false)) {
            int from = c.i;
            c.skip();
            if (body[from] == '{') {
                visitor.visit(new Span(from, c.i));
            }
        }
    }

    private String nameAt(int quote) {
        int end = quote + 1;
        while (body[end] != '"') {
            end += body[end] == '\\' ? 2 : 1;
        }
        return new String(body, quote + 1, end - quote - 1, UTF_8);
    }

    /** The text of a value. */
    String raw(Span value) {
        return new String(body, value.start(), value.end() - value.start(), UTF_8);
    }
}
