package org.modelgate.translator;

/** Inline data as clients send it. */
public final class Base64Text {
    private Base64Text() {}

    /** Without {@code data:} prefix and line breaks, which some APIs allow and others refuse. */
    public static String bare(String data) {
        String body = data.startsWith("data:") ? data.substring(data.indexOf(',') + 1) : data;
        if (body.chars().noneMatch(Character::isWhitespace)) {
            return body;
        }
        StringBuilder out = new StringBuilder(body.length());
        body.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> out.append((char) c));
        return out.toString();
    }
}
