package org.modelgate.billing.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.limit.TokenBucket;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/** The limits of one key or of one account's plan, and how much of them is taken. */
final class Scope {
    private final String who;
    private final boolean monthly;
    private Limits limits;
    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    private long running;
    private long heldNano;
    private long spentNano;
    private int spentIn;

    /**
     * @param who as an error names it
     * @param monthly whether the budget is one of each month
     */
    Scope(String who, boolean monthly, Limits limits, long nowMillis) {
        this.who = who;
        this.monthly = monthly;
        this.limits = limits;
        this.requests = bucket(limits.requestsPerMinute(), nowMillis);
        this.tokens = bucket(limits.tokensPerMinute(), nowMillis);
    }

    private static @Nullable TokenBucket bucket(long perMinute, long nowMillis) {
        return perMinute == Limits.NONE ? null : new TokenBucket(perMinute, nowMillis);
    }

    /** Other limits from now on; what is taken stays taken. */
    void change(Limits next, long nowMillis) {
        if (next.requestsPerMinute() != limits.requestsPerMinute()) {
            requests = bucket(next.requestsPerMinute(), nowMillis);
        }
        if (next.tokensPerMinute() != limits.tokensPerMinute()) {
            tokens = bucket(next.tokensPerMinute(), nowMillis);
        }
        limits = next;
    }

    Limits limits() {
        return limits;
    }

    /** Why a call with that many tokens can't run now, or null. Takes nothing. */
    @Nullable GatewayError refusal(long tokenCount, long nowMillis) {
        if (limits.concurrentRequests() != Limits.NONE && running >= limits.concurrentRequests()) {
            return rate(limits.concurrentRequests() + " concurrent requests");
        }
        if (requests != null) {
            long wait = requests.waitMillis(1, nowMillis);
            if (wait > 0) {
                return rate(limits.requestsPerMinute() + " requests a minute").withRetryAfterMillis(wait);
            }
        }
        if (tokens != null) {
            long wait = tokens.waitMillis(tokenCount, nowMillis);
            if (wait > 0) {
                return rate(limits.tokensPerMinute() + " tokens a minute; this request may use " + tokenCount)
                        .withRetryAfterMillis(wait);
            }
        }
        return null;
    }

    private GatewayError rate(String limit) {
        return GatewayError.of(
                Fault.ACCOUNT, ErrorCode.RATE_LIMIT_EXCEEDED, who + " has reached its limit of " + limit);
    }

    GatewayError overBudget(long needNano, int period, long millisToNextPeriod) {
        GatewayError error = GatewayError.of(
                Fault.ACCOUNT,
                ErrorCode.PLAN_LIMIT_EXCEEDED,
                who + " has a budget of $" + Usd.of(limits.budgetNano()) + (monthly ? " a month" : "") + ", of which $"
                        + Usd.of(budgetLeft(period)) + " is left; this request may cost $" + Usd.of(needNano));
        return monthly ? error.withRetryAfterMillis(millisToNextPeriod) : error;
    }

    /** What of the budget is neither spent nor held by open reservations. */
    long budgetLeft(int period) {
        if (limits.budgetNano() == Limits.NONE) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, limits.budgetNano() - spent(period) - heldNano);
    }

    private long spent(int period) {
        return monthly && spentIn != period ? 0 : spentNano;
    }

    /** Takes all limits for a call that {@link #refusal} let pass. Returns the tokens taken from the bucket. */
    long take(long tokenCount, long nano, long nowMillis) {
        running++;
        heldNano += nano;
        if (requests != null) {
            requests.take(1, nowMillis);
        }
        return tokens == null ? 0 : tokens.take(tokenCount, nowMillis);
    }

    /** A running call's reservation grows. */
    void hold(long nano) {
        heldNano += nano;
    }

    /** The call is over: the reservation's hold ends, and what it used replaces what was taken. */
    void release(long taken, long used, long nano, long nowMillis) {
        running--;
        heldNano -= nano;
        if (tokens != null) {
            tokens.correct(taken, used, nowMillis);
        }
    }

    void spend(long nano, int period) {
        spentNano = spent(period) + nano;
        spentIn = period;
    }

    /** Adds the figures for response headers where a limit applies and is tighter than what stands there. */
    void describe(Map<String, Long> figures, long nowMillis) {
        describe(figures, "requests", requests, nowMillis);
        describe(figures, "tokens", tokens, nowMillis);
    }

    private static void describe(Map<String, Long> figures, String name, @Nullable TokenBucket bucket, long nowMillis) {
        if (bucket == null) {
            return;
        }
        long remaining = bucket.remaining(nowMillis);
        Long tighter = figures.get(name + "-remaining");
        if (tighter == null || remaining < tighter) {
            figures.put(name + "-limit", bucket.perMinute());
            figures.put(name + "-remaining", remaining);
            figures.put(name + "-reset-millis", bucket.resetMillis(nowMillis));
        }
    }
}
