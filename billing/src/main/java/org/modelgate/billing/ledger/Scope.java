package org.modelgate.billing.ledger;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.TokenBucket;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.limit.LimitKind;

/**
 * The limits of one key or of one account's plan, and how much of its rates is taken. Where several regions decide at once each has
 * an equal part of them.
 */
final class Scope {
    /** When a slot will be free isn't known; clients that are told nothing would ask sooner, and at once many times. */
    private static final long SLOT_MILLIS = 1_000;

    private final String who;
    private final BudgetRule.Whose own;
    private Limits limits;
    private List<BudgetRule> rules;
    private int parts = 1;
    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    private @Nullable TokenBucket input;
    private @Nullable TokenBucket output;
    private @Nullable TokenBucket counts;
    private long running;
    /** Calls that other nodes let in, before this one decided. */
    private long runningElsewhere;

    /**
     * @param who as an error names it
     * @param own key or account
     */
    Scope(String who, BudgetRule.Whose own, Limits limits, long nowMillis) {
        this.who = who;
        this.own = own;
        this.limits = limits;
        this.rules = limits.rules(own);
        resize(nowMillis);
    }

    private void resize(long now) {
        requests = bucket(requests, limits.requestsPerMinute(), now);
        counts = bucket(counts, limits.requestsPerMinute(), now);
        tokens = bucket(tokens, limits.tokensPerMinute(), now);
        input = bucket(input, limits.inputTokensPerMinute(), now);
        output = bucket(output, limits.outputTokensPerMinute(), now);
    }

    private @Nullable TokenBucket bucket(@Nullable TokenBucket before, long perMinute, long now) {
        if (perMinute == Limits.NONE) {
            return null;
        }
        long part = part(perMinute);
        if (before == null) {
            return new TokenBucket(part, now);
        }
        return before.perMinute() == part ? before : before.resized(part, now);
    }

    private long part(long limit) {
        return Math.max(1, limit / parts);
    }

    /** Other limits from now on; what is taken stays taken. */
    void change(Limits next, long nowMillis) {
        limits = next;
        rules = next.rules(own);
        resize(nowMillis);
    }

    /** As many regions decide from now on. */
    void divide(int regions, long nowMillis) {
        if (regions != parts) {
            parts = regions;
            resize(nowMillis);
        }
    }

    Limits limits() {
        return limits;
    }

    List<BudgetRule> rules() {
        return rules;
    }

    boolean hasBudgets() {
        return !rules.isEmpty() || limits.requestsPerDay() != Limits.NONE;
    }

    /** Of two refusals the one that lasts longer; one without a known end lasts longest. */
    static @Nullable GatewayError longer(@Nullable GatewayError one, @Nullable GatewayError other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        boolean first = one.retryAfterMillis() < 0
                || (other.retryAfterMillis() >= 0 && one.retryAfterMillis() >= other.retryAfterMillis());
        return first ? one : other;
    }

    /** Why a call with that many tokens can't run now, or null. Takes nothing. */
    @Nullable GatewayError refusal(long in, long out, long nowMillis) {
        if (limits.concurrentRequests() != Limits.NONE
                && running + runningElsewhere >= part(limits.concurrentRequests())) {
            return rate(limits.concurrentRequests() + " concurrent requests").withRetryAfterMillis(SLOT_MILLIS);
        }
        GatewayError all = refusal(requests, limits.requestsPerMinute(), "requests", 1, nowMillis);
        all = longer(all, refusal(tokens, limits.tokensPerMinute(), "tokens", sum(in, out), nowMillis));
        all = longer(all, refusal(input, limits.inputTokensPerMinute(), "input tokens", in, nowMillis));
        return longer(all, refusal(output, limits.outputTokensPerMinute(), "output tokens", out, nowMillis));
    }

    private @Nullable GatewayError refusal(
            @Nullable TokenBucket bucket, long perMinute, String unit, long amount, long nowMillis) {
        long wait = bucket == null ? 0 : bucket.waitMillis(amount, nowMillis);
        if (wait <= 0) {
            return null;
        }
        String need = amount == 1 ? "" : "; this request may use " + amount;
        return rate(perMinute + " " + unit + " a minute" + need).withRetryAfterMillis(wait);
    }

    private GatewayError rate(String limit) {
        return GatewayError.of(
                Fault.ACCOUNT, ErrorCode.RATE_LIMIT_EXCEEDED, who + " has reached its limit of " + limit);
    }

    /** Takes all limits for a call that {@link #refusal} let pass. */
    void take(long in, long out, long nowMillis) {
        running++;
        take(requests, 1, nowMillis);
        take(tokens, sum(in, out), nowMillis);
        take(input, in, nowMillis);
        take(output, out, nowMillis);
    }

    private static void take(@Nullable TokenBucket bucket, long amount, long nowMillis) {
        if (bucket != null) {
            bucket.take(amount, nowMillis);
        }
    }

    /** The call is over: what it used replaces what was taken. */
    void release(long in, long out, long usedIn, long usedOut, long nowMillis) {
        running--;
        correct(tokens, sum(in, out), sum(usedIn, usedOut), nowMillis);
        correct(input, in, usedIn, nowMillis);
        correct(output, out, usedOut, nowMillis);
    }

    private static void correct(@Nullable TokenBucket bucket, long taken, long used, long nowMillis) {
        if (bucket != null) {
            bucket.correct(Math.min(taken, bucket.perMinute()), used, nowMillis);
        }
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    /** Others let that much pass, while they decided; what they shouldn't have is owed. */
    void takenElsewhere(Taken taken, long nowMillis) {
        charge(requests, taken.requests(), nowMillis);
        charge(tokens, sum(taken.inputTokens(), taken.outputTokens()), nowMillis);
        charge(input, taken.inputTokens(), nowMillis);
        charge(output, taken.outputTokens(), nowMillis);
    }

    private static void charge(@Nullable TokenBucket bucket, long amount, long nowMillis) {
        if (bucket != null) {
            bucket.charge(Math.min(amount, bucket.perMinute()), nowMillis);
        }
    }

    /** Nobody knows what others let pass: all is taken, and comes back within a minute. */
    void takenAll(long nowMillis) {
        empty(requests, nowMillis);
        empty(tokens, nowMillis);
        empty(input, nowMillis);
        empty(output, nowMillis);
    }

    private static void empty(@Nullable TokenBucket bucket, long nowMillis) {
        if (bucket != null) {
            bucket.charge(bucket.remaining(nowMillis), nowMillis);
        }
    }

    void runningElsewhere(long change) {
        runningElsewhere = Math.max(0, runningElsewhere + change);
    }

    /** Why no tokens can be counted for it now, or null, and then one of its counts is taken. */
    @Nullable GatewayError countRefusal(long nowMillis) {
        return refusal(counts, limits.requestsPerMinute(), "requests", 1, nowMillis);
    }

    void takeCount(long nowMillis) {
        take(counts, 1, nowMillis);
    }

    /** Adds the figures for response headers where a limit applies and is tighter than what stands there. */
    void describe(Map<String, Long> figures, long nowMillis) {
        describe(figures, LimitKind.REQUESTS, requests, nowMillis);
        describe(figures, LimitKind.TOKENS, tokens, nowMillis);
        describe(figures, LimitKind.INPUT_TOKENS, input, nowMillis);
        describe(figures, LimitKind.OUTPUT_TOKENS, output, nowMillis);
    }

    void describeCounts(Map<String, Long> figures, long nowMillis) {
        describe(figures, LimitKind.REQUESTS, counts, nowMillis);
    }

    private static void describe(
            Map<String, Long> figures, LimitKind kind, @Nullable TokenBucket bucket, long nowMillis) {
        if (bucket == null) {
            return;
        }
        long remaining = bucket.remaining(nowMillis);
        Long tighter = figures.get(kind.remaining());
        if (tighter == null || remaining < tighter) {
            figures.put(kind.limit(), bucket.perMinute());
            figures.put(kind.remaining(), remaining);
            figures.put(kind.resetMillis(), bucket.resetMillis(nowMillis));
        }
    }
}
