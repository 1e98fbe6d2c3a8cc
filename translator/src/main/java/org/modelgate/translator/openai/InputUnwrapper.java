package org.modelgate.translator.openai;

import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.CustomTools;

/**
 * The free text of a custom tool out of the function arguments <code>{"input":"…"}</code> that stood for it, as they come
 * (translation table 9.4). Other members are ignored; arguments of any other shape are given out raw at the end, for a model
 * made them and the tool gets whatever it is. One instance per call.
 */
public final class InputUnwrapper {
    private static final int WAITING_CHARS_MAX = 16 * 1024 * 1024;

    private enum State {
        START,
        KEY_OR_END,
        KEY,
        COLON,
        VALUE,
        OTHER_VALUE,
        INPUT,
        DONE,
        /** No object with such a member: what came is given out as it is. */
        RAW
    }

    private State state = State.START;
    private final StringBuilder waiting = new StringBuilder();
    private final StringBuilder key = new StringBuilder();
    private boolean escaped;
    private boolean inString;
    private int depth;
    /** Hex digits still missing of a unicode escape, and what is known of it. */
    private int digitsMissing;

    private int unit;

    /** What of the text is known with this fragment; it may end within a surrogate pair. */
    public String feed(String fragment) {
        boolean waits = state != State.INPUT && state != State.DONE;
        if (waits) {
            if (waiting.length() + fragment.length() > WAITING_CHARS_MAX) {
                throw GatewayError.provider("The provider's tool call is too long.")
                        .asException();
            }
            waiting.append(fragment);
        }
        StringBuilder out = new StringBuilder(fragment.length());
        for (int i = 0; i < fragment.length() && state != State.DONE && state != State.RAW; i++) {
            next(fragment.charAt(i), out);
        }
        return out.toString();
    }

    /** What is left when the call is complete. */
    public String end() {
        boolean given = state == State.INPUT || state == State.DONE;
        return given ? "" : whole(waiting.toString());
    }

    /** The text of a call that came whole. */
    public static String whole(String arguments) {
        return arguments.isBlank() ? "" : CustomTools.input(arguments);
    }

    private void next(char c, StringBuilder out) {
        switch (state) {
            case START -> blankOr(c, '{', State.KEY_OR_END);
            case KEY_OR_END -> {
                if (c == '"') {
                    key.setLength(0);
                    state = State.KEY;
                } else if (c != ',' && !isBlank(c)) {
                    state = State.RAW;
                }
            }
            case KEY -> key(c);
            case COLON -> blankOr(c, ':', State.VALUE);
            case VALUE -> value(c);
            case OTHER_VALUE -> otherValue(c);
            case INPUT -> text(c, out);
            case DONE, RAW -> throw new IllegalStateException("nothing is read in " + state);
        }
    }

    private void blankOr(char c, char wanted, State then) {
        if (c == wanted) {
            state = then;
        } else if (!isBlank(c)) {
            state = State.RAW;
        }
    }

    private void key(char c) {
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            state = State.COLON;
            return;
        }
        key.append(c);
    }

    private void value(char c) {
        if (isBlank(c)) {
            return;
        }
        if (key.toString().equals("input")) {
            // An input that is no string makes the whole no such object.
            state = c == '"' ? State.INPUT : State.RAW;
            return;
        }
        state = State.OTHER_VALUE;
        depth = 0;
        inString = false;
        otherValue(c);
    }

    private void otherValue(char c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
            return;
        }
        switch (c) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                // The object's own end: there is no input in it.
                state = depth < 0 ? State.RAW : state;
            }
            case ',' -> state = depth == 0 ? State.KEY_OR_END : state;
            default -> {
                // Blanks, numbers and literals.
            }
        }
    }

    private void text(char c, StringBuilder out) {
        if (digitsMissing > 0) {
            unit = unit * 16 + Math.max(0, Character.digit(c, 16));
            if (--digitsMissing == 0) {
                out.append((char) unit);
            }
        } else if (escaped) {
            escaped = false;
            switch (c) {
                case 'u' -> {
                    unit = 0;
                    digitsMissing = 4;
                }
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                default -> out.append(c);
            }
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            state = State.DONE;
        } else {
            out.append(c);
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
