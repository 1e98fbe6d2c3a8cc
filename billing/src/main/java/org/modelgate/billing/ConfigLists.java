package org.modelgate.billing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;

/** Lists of the configuration whose entries have a name of their own. */
final class ConfigLists {
    private ConfigLists() {}

    /** Reads each entry (null is left out); a second entry of the same name is reported. The name itself is never printed. */
    static <T> List<T> unique(List<Section> sections, String name, Function<Section, @Nullable T> read) {
        List<T> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : sections) {
            T entry = read.apply(section);
            String value = section.string(name, "");
            if (!value.isEmpty() && !names.add(value)) {
                section.problem(name, "stands in the list before");
            } else if (entry != null) {
                entries.add(entry);
            }
        }
        return List.copyOf(entries);
    }
}
