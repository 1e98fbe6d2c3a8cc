package org.modelgate.translator;

/**
 * Keeps characters whole over the deltas of one block: a delta may end in the middle of a surrogate pair, which can't be written
 * as UTF-8. The half is held back; a half that stays alone becomes U+FFFD.
 */
public final class SurrogateGuard {
    private char held;

    /** Text that may be written now. */
    public String pass(String text) {
        if (held == 0 && !hasSurrogate(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 1);
        if (held != 0) {
            out.append(held);
            held = 0;
        }
        out.append(text);
        int last = out.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(out.charAt(last))) {
            held = out.charAt(last);
            out.setLength(last);
        }
        return repaired(out);
    }

    /** What is left when the block ends. */
    public String flush() {
        boolean alone = held != 0;
        held = 0;
        return alone ? "\uFFFD" : "";
    }

    /** A whole text with lone halves replaced. */
    public static String repair(String text) {
        return hasSurrogate(text) ? repaired(new StringBuilder(text)) : text;
    }

    private static String repaired(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                text.setCharAt(i, '\uFFFD');
            }
        }
        return text.toString();
    }

    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
