package org.modelgate.common.config;

import java.util.ArrayList;
import java.util.List;

/** The faults of a configuration, each with its path in the file, in the order they were found. */
public final class Problems {
    private final List<String> lines = new ArrayList<>();

    public void add(String path, String problem) {
        lines.add((path.isEmpty() ? "(file)" : path) + ": " + problem);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }
}
