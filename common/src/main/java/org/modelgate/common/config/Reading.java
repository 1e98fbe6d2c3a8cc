package org.modelgate.common.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One reading of a configuration file by all modules: its faults, and which keys somebody asked for. */
public final class Reading {
    private final Problems problems;
    private final Set<String> asked = new HashSet<>();
    private final Map<String, JsonNode> opened = new LinkedHashMap<>();
    private final @Nullable JsonNode root;

    public Reading(@Nullable JsonNode root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The top of the file. */
    public Section root() {
        return new Section("", root, this);
    }

    public Problems problems() {
        return problems;
    }

    void asked(String path) {
        asked.add(path);
    }

    void opened(String path, JsonNode node) {
        opened.putIfAbsent(path, node);
    }

    /** To be called when every module has read its sections. */
    public void reportUnknownKeys() {
        opened.forEach((path, node) -> node.fieldNames().forEachRemaining(key -> {
            String full = path.isEmpty() ? key : path + "." + key;
            if (!asked.contains(full)) {
                problems.add(full, "is not a known key");
            }
        }));
    }
}
