package org.modelgate.translator.dialect.anthropic;

import org.jspecify.annotations.Nullable;
import org.modelgate.translator.JsonDepth;
import org.modelgate.translator.SurrogateGuard;

/** The block of a stream that is being written. */
final class OpenBlock {
    enum Kind {
        TEXT,
        THINKING,
        TOOL,
        /** Goes out complete with its start. */
        WHOLE
    }

    private final int key;
    private final int index;
    private final Kind kind;
    private final SurrogateGuard guard = new SurrogateGuard();
    private final JsonDepth arguments = new JsonDepth();
    private @Nullable String signature;

    OpenBlock(int key, int index, Kind kind) {
        this.key = key;
        this.index = index;
        this.kind = kind;
    }

    int key() {
        return key;
    }

    int index() {
        return index;
    }

    Kind kind() {
        return kind;
    }

    boolean takes(int otherKey, Kind otherKind) {
        return key == otherKey && kind == otherKind;
    }

    /** A call can't be taken up again later, so it stays open until its arguments are a whole object. */
    boolean mustFinishFirst() {
        return kind == Kind.TOOL && !arguments.complete();
    }

    String pass(String text) {
        if (kind == Kind.TOOL) {
            arguments.add(text);
        }
        return guard.pass(text);
    }

    String rest() {
        return guard.flush();
    }

    void sign(String value) {
        signature = value;
    }

    @Nullable String signature() {
        return signature;
    }
}
