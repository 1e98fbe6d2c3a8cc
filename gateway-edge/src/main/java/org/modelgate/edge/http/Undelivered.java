package org.modelgate.edge.http;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.stream.Head;

/**
 * Answers of this process whose clients went away before they came: a client library that tries again by itself finds the first
 * try's answer here instead of paying for a second. Safe for use by many threads.
 */
public final class Undelivered {
    private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int CALLS_MAX = 1_000;
    private static final long BYTES_MAX = 64L << 20;

    private final LongSupplier nanos;
    private final Map<String, Entry> calls = new LinkedHashMap<>();
    private long bytes;

    /** A whole answer. */
    record Whole(Head head, Buffer body, UUID callId) {}

    private static final class Entry {
        private final long until;
        private final List<Consumer<Optional<Whole>>> waiting = new ArrayList<>();
        private @Nullable Whole answer;

        Entry(long until) {
            this.until = until;
        }
    }

    /** @param nanos monotonic time */
    public Undelivered(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A call goes on without its client. False if it should not: there are too many, or it is here already. */
    synchronized boolean begin(String fingerprint) {
        forget();
        if (calls.size() >= CALLS_MAX || calls.containsKey(fingerprint)) {
            return false;
        }
        calls.put(fingerprint, new Entry(nanos.getAsLong() + KEPT_NANOS));
        return true;
    }

    /** The oldest are the first, for all are kept for the same time. */
    private void forget() {
        long now = nanos.getAsLong();
        calls.values().removeIf(entry -> {
            Whole answer = entry.answer;
            if (answer == null || now - entry.until <= 0) {
                return false;
            }
            bytes -= answer.body.length();
            return true;
        });
    }

    void done(String fingerprint, Whole answer) {
        finish(fingerprint, Optional.of(answer)).forEach(waiting -> waiting.accept(Optional.of(answer)));
    }

    /** Its clients may try again as if nothing had been. */
    void failed(String fingerprint) {
        finish(fingerprint, Optional.empty()).forEach(waiting -> waiting.accept(Optional.empty()));
    }

    private synchronized List<Consumer<Optional<Whole>>> finish(String fingerprint, Optional<Whole> answer) {
        Entry entry = calls.get(fingerprint);
        if (entry == null) {
            return List.of();
        }
        boolean taken = !entry.waiting.isEmpty();
        if (answer.isEmpty() || taken || bytes + answer.get().body.length() > BYTES_MAX) {
            calls.remove(fingerprint);
        } else {
            entry.answer = answer.get();
            bytes += answer.get().body.length();
        }
        return List.copyOf(entry.waiting);
    }

    /**
     * Another try of a call: given its answer, once, when it is there, or nothing if it fails.
     *
     * @return false if no such call is here; then nobody is told
     */
    boolean join(String fingerprint, Consumer<Optional<Whole>> waiter) {
        Whole answer;
        synchronized (this) {
            forget();
            Entry entry = calls.get(fingerprint);
            if (entry == null) {
                return false;
            }
            answer = entry.answer;
            if (answer == null) {
                entry.waiting.add(waiter);
                return true;
            }
            calls.remove(fingerprint);
            bytes -= answer.body.length();
        }
        waiter.accept(Optional.of(answer));
        return true;
    }

    /** Whether a call still runs; if it doesn't, {@link #take} gives its answer. */
    synchronized boolean runs(String fingerprint) {
        Entry entry = calls.get(fingerprint);
        return entry != null && entry.answer == null;
    }

    /** The answer, once, if it is there. */
    synchronized Optional<Whole> take(String fingerprint) {
        forget();
        Entry entry = calls.get(fingerprint);
        Whole answer = entry == null ? null : entry.answer;
        if (answer == null) {
            return Optional.empty();
        }
        calls.remove(fingerprint);
        bytes -= answer.body.length();
        return Optional.of(answer);
    }

    /** An answer that was taken, and whose client has gone as well. */
    void putBack(String fingerprint, Whole answer) {
        if (begin(fingerprint)) {
            done(fingerprint, answer);
        }
    }
}
