package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON strings for the events that there are thousands of, where building a tree would cost more than the rest. */
public final class Quoted {

    private Quoted() {}

    public static String json(String text) {
        return '"'
                + (isPlain(text)
                        ? text
                        : String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)))
                + '"';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
