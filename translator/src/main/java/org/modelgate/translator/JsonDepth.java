package org.modelgate.translator;

/** Follows a JSON object that comes in fragments and tells when it is complete. */
public final class JsonDepth {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean begun;

    public void add(String fragment) {
        for (int i = 0; i < fragment.length(); i++) {
            add(fragment.charAt(i));
        }
    }

    private void add(char c) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                inString = false;
            }
            return;
        }
        switch (c) {
            case '"' -> inString = true;
            case '{', '[' -> {
                depth++;
                begun = true;
            }
            case '}', ']' -> depth--;
            default -> {
                // scalars and blanks don't change the depth
            }
        }
    }

    /** Whether a whole object or array has come. */
    public boolean complete() {
        return begun && depth <= 0 && !inString;
    }
}
