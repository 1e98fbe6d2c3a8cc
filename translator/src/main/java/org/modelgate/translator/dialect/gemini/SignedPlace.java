package org.modelgate.translator.dialect.gemini;

import org.jspecify.annotations.Nullable;

/**
 * A thought signature and where it stood in its answer. The API wants each one back on the very part it came with, but clients of
 * other dialects reorder and join parts, so the place is counted in what they keep: calls by their number, text by its characters.
 *
 * @param from number of the call, or first character (UTF-16) of the part in all text of the answer or in the thinking block
 * @param to behind the part's last character; a part with a signature and no text has none
 * @param signature the provider's, as it came
 */
record SignedPlace(Kind kind, int from, int to, String signature) {
    enum Kind {
        CALL("call"),
        TEXT("text"),
        /** A visible thought that is signed itself. */
        THOUGHT("thought");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static SignedPlace call(int number, String signature) {
        return new SignedPlace(Kind.CALL, number, number, signature);
    }

    static SignedPlace text(int from, int to, String signature) {
        return new SignedPlace(Kind.TEXT, from, to, signature);
    }

    static SignedPlace thought(int from, String signature) {
        return new SignedPlace(Kind.THOUGHT, from, from, signature);
    }

    /** What a carrier holds: {@code call:0:<signature>}, {@code text:12-40:<signature>}, {@code thought:0:<signature>}. */
    String payload() {
        String where = switch (kind) {
            case CALL, THOUGHT -> Integer.toString(from);
            case TEXT -> from + "-" + to;
        };
        return kind.word + ':' + where + ':' + signature;
    }

    /** Null for what isn't such a payload. */
    static @Nullable SignedPlace parse(String payload) {
        String[] fields = payload.split(":", 3);
        if (fields.length != 3 || fields[2].isEmpty()) {
            return null;
        }
        try {
            return switch (fields[0]) {
                case "call" -> call(Integer.parseInt(fields[1]), fields[2]);
                case "text" -> {
                    int dash = fields[1].indexOf('-');
                    int from = Integer.parseInt(fields[1].substring(0, Math.max(0, dash)));
                    yield text(from, Integer.parseInt(fields[1].substring(dash + 1)), fields[2]);
                }
                case "thought" -> thought(Integer.parseInt(fields[1]), fields[2]);
                default -> null;
            };
        } catch (NumberFormatException e) {
            // made by another version of this gateway
            return null;
        }
    }
}
