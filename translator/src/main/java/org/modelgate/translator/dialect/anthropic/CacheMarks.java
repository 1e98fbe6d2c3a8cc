package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart.CacheMark;

/**
 * The request's cache marks. They are set as blocks are written in render order (tools, system, messages) and trimmed at the end:
 * the provider takes four, the automatic one included, and no long one behind a short one.
 */
final class CacheMarks {
    private static final int MAX = 4;

    private record Mark(ObjectNode block, CacheMark kind) {}

    private final List<Mark> marks = new ArrayList<>();

    void mark(ObjectNode block, @Nullable CacheMark kind) {
        if (kind != null) {
            marks.add(new Mark(block, kind));
        }
    }

    boolean none() {
        return marks.isEmpty();
    }

    /** Writes the marks that may stay: the last ones, for they cover the longest prefixes. */
    void write(boolean automatic) {
        int room = automatic ? MAX - 1 : MAX;
        boolean shortSeen = false;
        for (Mark mark : marks.subList(Math.max(0, marks.size() - room), marks.size())) {
            boolean oneHour = mark.kind() == CacheMark.ONE_HOUR && !shortSeen;
            shortSeen |= !oneHour;
            set(mark.block(), oneHour ? CacheMark.ONE_HOUR : CacheMark.FIVE_MINUTES);
        }
    }

    static void set(ObjectNode block, CacheMark kind) {
        ObjectNode control = block.putObject("cache_control").put("type", "ephemeral");
        if (kind == CacheMark.ONE_HOUR) {
            control.put("ttl", "1h");
        }
    }
}
