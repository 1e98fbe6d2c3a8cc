package org.modelgate.translator.dialect.openaichat;

import org.modelgate.translator.ToolNames;

/** Ids of tool calls where a server takes one form only. What an id becomes depends on it alone, so that calls and results meet. */
final class CallIds {
    private static final int NINE = 9;

    private CallIds() {}

    static String nineAlphanumeric(String id) {
        boolean legal = id.length() == NINE && id.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
        return legal ? id : ToolNames.sha256(id).substring(0, NINE);
    }
}
