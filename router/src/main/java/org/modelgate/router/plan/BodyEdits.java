package org.modelgate.router.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one target gets changed at the top level of the client's body. Values are JSON text; they belong to the client and aren't
 * printed.
 *
 * @param set members that replace the client's or are added
 * @param defaults members for a body that has none of that name
 * @param drop names of members that are left out
 */
public record BodyEdits(Map<String, String> set, Map<String, String> defaults, List<String> drop) {
    public static final BodyEdits NONE = new BodyEdits(Map.of(), Map.of(), List.of());

    public BodyEdits {
        set = new LinkedHashMap<>(set);
        defaults = new LinkedHashMap<>(defaults);
        drop = List.copyOf(drop);
    }

    public boolean isEmpty() {
        return set.isEmpty() && defaults.isEmpty() && drop.isEmpty();
    }

    @Override
    public String toString() {
        return "BodyEdits[set=" + set.keySet() + ", defaults=" + defaults.keySet() + ", drop=" + drop + "]";
    }
}
