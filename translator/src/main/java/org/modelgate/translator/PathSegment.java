package org.modelgate.translator;

import java.nio.charset.StandardCharsets;

/** A name as one segment of a path: all but unreserved characters percent-encoded, slashes and colons too. */
public final class PathSegment {
    private static final String HEX = "0123456789ABCDEF";

    private PathSegment() {}

    public static String encode(String name) {
        if (name.equals(".") || name.equals("..")) {
            // would be another path
            return name.replace(".", "%2E");
        }
        StringBuilder out = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved((char) (b & 0xFF))) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
