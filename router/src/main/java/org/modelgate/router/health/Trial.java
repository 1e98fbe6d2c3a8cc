package org.modelgate.router.health;

import org.jspecify.annotations.Nullable;

/**
 * One attempt as its target's health sees it: told what becomes of it, once. For the event loop of the call. An attempt with a key or
 * host of the caller's own has no target to tell.
 */
public final class Trial {
    private final @Nullable TargetHealth target;
    private final boolean stream;
    private final boolean probe;
    private final long begunNanos;
    private long contentNanos;
    private boolean content;
    private boolean over;

    Trial(@Nullable TargetHealth target, boolean stream, boolean probe, long begunNanos) {
        this.target = target;
        this.stream = stream;
        this.probe = probe;
        this.begunNanos = begunNanos;
    }

    public long begunNanos() {
        return begunNanos;
    }

    /** Whether content came. */
    public boolean content() {
        return content;
    }

    /** The first content of a stream came. */
    public void content(long nowNanos) {
        if (over || content) {
            return;
        }
        content = true;
        contentNanos = nowNanos;
        if (target != null && stream) {
            target.content(begunNanos, nowNanos, probe);
        }
    }

    /** The answer is complete. */
    public void completed(long nowNanos, long outputTokens) {
        if (over) {
            return;
        }
        content(nowNanos);
        over = true;
        if (target == null) {
            return;
        }
        if (stream) {
            target.speed(outputTokens, nowNanos - contentNanos);
        } else {
            target.whole(begunNanos, nowNanos, probe, outputTokens);
        }
    }

    /** @param retryAfterMillis what the provider asks to wait, negative if nothing */
    public void failed(Symptom symptom, long retryAfterMillis, long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        if (target != null) {
            target.failed(symptom, retryAfterMillis, begunNanos, nowNanos, probe, content);
        }
    }

    /** It is broken off from our side: the client is gone, its time is over, or another attempt was faster. */
    public void dropped(long nowNanos) {
        boolean blamed = !over && !content && target != null && target.overdue(stream, begunNanos, nowNanos);
        failed(blamed ? Symptom.TIMEOUT : Symptom.NONE, -1, nowNanos);
    }
}
