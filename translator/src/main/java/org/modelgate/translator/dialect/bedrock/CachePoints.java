package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart.CacheMark;
import org.modelgate.translator.Warnings;

/**
 * Cache marks as blocks of their own behind what they mark, set in render order. A request may have four; the last ones cover the
 * longest prefixes.
 */
final class CachePoints {
    private static final int MAX = 4;

    private record Point(ArrayNode blocks, ObjectNode block) {}

    private final boolean taken;
    private final Warnings warnings;
    private final List<Point> points = new ArrayList<>();

    /** @param taken whether the model takes them */
    CachePoints(boolean taken, Warnings warnings) {
        this.taken = taken;
        this.warnings = warnings;
    }

    /** To be called right after the marked block was added. */
    void after(ArrayNode blocks, @Nullable CacheMark mark) {
        if (mark == null) {
            return;
        }
        if (!taken) {
            warnings.add("cache_control", "unsupported");
            return;
        }
        if (mark == CacheMark.ONE_HOUR) {
            warnings.add("cache_control.ttl", "default-kept");
        }
        ObjectNode block = JsonNodeFactory.instance.objectNode();
        block.putObject("cachePoint").put("type", "default");
        blocks.add(block);
        points.add(new Point(blocks, block));
    }

    boolean none() {
        return points.isEmpty();
    }

    boolean taken() {
        return taken;
    }

    /** Takes out those that are too many. */
    void trim() {
        for (Point point : points.subList(0, Math.max(0, points.size() - MAX))) {
            removeSame(point);
        }
    }

    @SuppressWarnings("ReferenceEquality") // all points are equal: the one that was set is meant
    private static void removeSame(Point point) {
        for (Iterator<?> blocks = point.blocks().iterator(); blocks.hasNext(); ) {
            if (blocks.next() == point.block()) {
                blocks.remove();
                return;
            }
        }
    }
}
