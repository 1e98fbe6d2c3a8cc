package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON strings for the events that there are thousands of, where building a tree would cost more than the rest. */
public final class Quoted {

    private Quoted() {}

    public static String json(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
