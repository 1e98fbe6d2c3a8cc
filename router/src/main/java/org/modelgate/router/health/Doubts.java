package org.modelgate.router.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What other nodes say against one target. A node's word makes this node doubt, which is less than an open breaker: calls go
 * elsewhere, but one a second is sent to see for itself. Three answers in a row that began after the doubt refute the node, and it isn't
 * believed about this target for a minute, twice as long each time; so a node that is wrong, or mad, costs others a few seconds. A
 * word that isn't repeated within two seconds is forgotten. Pure; belongs to one {@link TargetHealth}.
 */
final class Doubts {
    private static final int NODES_MAX = 64;
    private static final int ANSWERS = 3;
    private static final int DOUBLINGS_MAX = 4;
    private static final long DISTRUST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long STALE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(10).toNanos();

    private static final class Word {
        private int opening = -1;
        private long sinceNanos;
        private long heardNanos;
        private int answers;
        private int refutations;
        private long distrustedUntilNanos;
        private boolean distrusted;

        boolean counts(long nowNanos) {
            return opening >= 0 && !distrusted(nowNanos) && nowNanos - heardNanos <= STALE_NANOS;
        }

        boolean distrusted(long nowNanos) {
            distrusted &= nowNanos - distrustedUntilNanos < 0;
            return distrusted;
        }
    }

    private final Map<String, Word> words = new HashMap<>(0);

    /** @param opening of the node's breaker; a new one is a new doubt */
    void heard(String node, int opening, long nowNanos) {
        Word word = words.get(node);
        if (word == null) {
            if (words.size() >= NODES_MAX && !forgetOne(nowNanos)) {
                return;
            }
            word = new Word();
            word.heardNanos = nowNanos;
            words.put(node, word);
        }
        long silence = nowNanos - word.heardNanos;
        if (word.opening != opening || silence > STALE_NANOS) {
            word.opening = opening;
            word.sinceNanos = nowNanos;
            // A node that says something else each time can't get out of being refuted by that.
            word.answers = silence > FORGOTTEN_NANOS ? 0 : word.answers;
        }
        word.heardNanos = nowNanos;
    }

    private boolean forgetOne(long nowNanos) {
        for (Iterator<Word> all = words.values().iterator(); all.hasNext(); ) {
            Word word = all.next();
            if (!word.counts(nowNanos) && !word.distrusted(nowNanos)) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    /** The node says nothing against it any more. */
    void withdrawn(String node) {
        Word word = words.get(node);
        if (word != null) {
            word.opening = -1;
        }
    }

    /** Whether a node says that it found the target ill, believed or not. */
    boolean marked(String node, long nowNanos) {
        Word word = words.get(node);
        return word != null && word.opening >= 0 && nowNanos - word.heardNanos <= STALE_NANOS;
    }

    boolean any(long nowNanos) {
        if (words.isEmpty()) {
            return false;
        }
        for (Word word : words.values()) {
            if (word.counts(nowNanos)) {
                return true;
            }
        }
        return false;
    }

    void succeeded(long begunNanos, long nowNanos) {
        for (Word word : words.values()) {
            if (word.counts(nowNanos) && begunNanos - word.sinceNanos >= 0 && ++word.answers >= ANSWERS) {
                word.distrusted = true;
                word.distrustedUntilNanos = nowNanos + (DISTRUST_NANOS << Math.min(word.refutations++, DOUBLINGS_MAX));
            }
        }
    }

    void failed() {
        for (Word word : words.values()) {
            word.answers = 0;
        }
    }
}
