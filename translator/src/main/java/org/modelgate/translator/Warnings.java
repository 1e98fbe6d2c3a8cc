package org.modelgate.translator;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a target can't take. A field is named once; at most 32 entries are kept. They become the value of a header, and a
 * field may be called anything by the client: what isn't plain ASCII shows as a question mark.
 */
public final class Warnings {
    private static final int MAX = 32;
    private static final int FIELD_MAX = 128;
    private final List<String> entries = new ArrayList<>();

    /**
     * Names a field once.
     *
     * @param field path in the client's request
     * @param reason one or two words in kebab case
     */
    public void add(String field, String reason) {
        String entry = plain(field) + ";" + reason;
        if (entries.size() < MAX && !entries.contains(entry)) {
            entries.add(entry);
        }
    }

    private static String plain(String field) {
        StringBuilder out = new StringBuilder(Math.min(field.length(), FIELD_MAX));
        for (int i = 0; i < Math.min(field.length(), FIELD_MAX); i++) {
            char c = field.charAt(i);
            out.append(c > ' ' && c < 0x7F && c != ',' && c != ';' ? c : '?');
        }
        return out.toString();
    }

    /** Entries as {@code field;reason}, in the order of appearance. */
    public List<String> entries() {
        return List.copyOf(entries);
    }
}
