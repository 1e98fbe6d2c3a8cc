package org.modelgate.router.health;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which of a cluster's nodes finds out first whether a target is well again, so that they don't all ask it at once. Nodes are ordered
 * anew for each target by a hash, those that found it ill themselves in front of those that only heard of it. The first may probe
 * once a second, each further one half as often as the one before it: all together less than two a second, and no node depends on
 * another one's being alive, reached by calls, or right. Safe for many threads.
 */
final class Probers {
    /** The last ones probe as often as the sixth. */
    private static final int DOUBLINGS_MAX = 5;

    private final String node;
    private final Supplier<Collection<String>> nodes;

    /** @param nodes that route calls, this one among them or not */
    Probers(String node, Supplier<Collection<String>> nodes) {
        this.node = node;
        this.nodes = nodes;
    }

    /**
     * How long this node waits between two probes.
     *
     * @param found whether this node itself found the target ill
     * @param others whether another node did, by its name
     */
    Duration interval(String target, boolean found, Predicate<String> others) {
        long own = weight(node, target);
        int ahead = 0;
        for (String other : nodes.get()) {
            boolean theirs = others.test(other);
            boolean before = theirs == found ? Long.compareUnsigned(weight(other, target), own) > 0 : theirs;
            ahead += before && !other.equals(node) ? 1 : 0;
        }
        return HealthLimits.PROBE_INTERVAL.multipliedBy(1L << Math.min(ahead, DOUBLINGS_MAX));
    }

    /** The same on all nodes. */
    private static long weight(String node, String target) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < node.length(); i++) {
            hash = (hash ^ node.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ '|') * 0x100000001b3L;
        for (int i = 0; i < target.length(); i++) {
            hash = (hash ^ target.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 29;
    }
}
