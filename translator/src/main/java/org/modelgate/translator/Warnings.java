package org.modelgate.translator;

import java.util.ArrayList;
import java.util.List;

/** Collects what a target can't take. A field is named once; at most 32 entries are kept. */
public final class Warnings {
    private static final int MAX = 32;
    private final List<String> entries = new ArrayList<>();

    /**
     * Names a field once.
     *
     * @param field path in the client's request
     * @param reason one or two words in kebab case
     */
    public void add(String field, String reason) {
        String entry = field + ";" + reason;
        if (entries.size() < MAX && !entries.contains(entry)) {
            entries.add(entry);
        }
    }

    /** Entries as {@code field;reason}, in the order of appearance. */
    public List<String> entries() {
        return List.copyOf(entries);
    }
}
