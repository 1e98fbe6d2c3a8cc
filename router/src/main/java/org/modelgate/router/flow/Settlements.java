package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settlements on their way to billing, each sent again until it is answered, so that no charge is lost while billing restarts.
 * Their number is bounded: when {@link #isFull} no call may begin, and those that run bring at most one more each.
 */
public final class Settlements {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);

    /** Sent again in one sweep at most, so that a billing node that comes back isn't flooded. */
    private static final int RESENT_PER_SWEEP_MAX = 500;

    private static final Buffer NO_BYTES = Buffer.buffer(0);

    /** Who waits for the answer. */
    interface Waiter {
        void onSettled(Settled settled);

        /** Billing refused it for good. */
        void onSettleRefused(GatewayError error);
    }

    private final BusEndpoint bus;
    private final FlowLimits limits;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final Map<UUID, Entry> entries = new HashMap<>();

    public Settlements(BusEndpoint bus, FlowLimits limits, LongSupplier nanos, RandomGenerator random) {
        this.bus = bus;
        this.limits = limits;
        this.nanos = nanos;
        this.random = random;
    }

    boolean isFull() {
        return entries.size() >= limits.unsettled();
    }

    /** Settlements without an answer. */
    public int pending() {
        return entries.size();
    }

    void submit(Settle settle, @Nullable Waiter waiter) {
        Entry entry = new Entry(settle, waiter, nanos.getAsLong());
        if (entries.putIfAbsent(settle.callId(), entry) != null) {
            throw new IllegalStateException("settled twice: " + settle.callId());
        }
        entry.send();
    }

    /** The waiter waits no more; the settlement goes on. */
    void forget(UUID callId) {
        Entry entry = entries.get(callId);
        if (entry != null) {
            entry.waiter = null;
        }
    }

    /** To be called every 100 ms or so: sends again what is due. */
    public void sweep() {
        if (entries.isEmpty()) {
            return;
        }
        long now = nanos.getAsLong();
        int resent = 0;
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.inFlight || now - entry.dueNanos < 0) {
                continue;
            }
            if (now - entry.startedNanos > limits.settleGiveUp().toNanos()) {
                entry.giveUp();
            } else if (resent < RESENT_PER_SWEEP_MAX) {
                resent++;
                entry.send();
            }
        }
    }

    private final class Entry implements Handler<AsyncResult<Answer<Settled>>> {
        private final Settle settle;
        private final long startedNanos;
        private @Nullable Waiter waiter;
        private boolean inFlight;
        private long dueNanos;

        Entry(Settle settle, @Nullable Waiter waiter, long startedNanos) {
            this.settle = settle;
            this.waiter = waiter;
            this.startedNanos = startedNanos;
        }

        void send() {
            String owner = bus.directory()
                    .owner(Role.BILLING, settle.principal().account())
                    .orElse(null);
            if (owner == null) {
                plan();
                return;
            }
            inFlight = true;
            bus.request(owner, settle, NO_BYTES, limits.settleRequest()).onComplete(this);
        }

        private void plan() {
            long pause = limits.settleRetry().toNanos();
            dueNanos = nanos.getAsLong() + pause / 2 + random.nextLong(pause);
        }

        @Override
        public void handle(AsyncResult<Answer<Settled>> result) {
            inFlight = false;
            if (result.succeeded()) {
                entries.remove(settle.callId());
                if (waiter != null) {
                    waiter.onSettled(result.result().message());
                }
                return;
            }
            GatewayError error = GatewayException.errorOf(result.cause());
            switch (error.code()) {
                case UNAVAILABLE, TIMEOUT, INTERNAL_ERROR, OVERLOADED, RATE_LIMIT_EXCEEDED -> plan();
                case INVALID_REQUEST,
                        INVALID_API_KEY,
                        INSUFFICIENT_CREDITS,
                        FORBIDDEN,
                        MODEL_NOT_FOUND,
                        NOT_FOUND,
                        METHOD_NOT_ALLOWED,
                        REQUEST_TOO_LARGE,
                        PLAN_LIMIT_EXCEEDED,
                        PROVIDER_ERROR -> refused(error);
            }
        }

        private void refused(GatewayError error) {
            entries.remove(settle.callId());
            if (settle.usage() != null) {
                report("billing refused a settlement", error.code().wireName());
            }
            if (waiter != null) {
                waiter.onSettleRefused(error);
            }
        }

        void giveUp() {
            entries.remove(settle.callId());
            report("settlement given up, billing did not answer", "timeout");
        }

        private void report(String what, String code) {
            LOG.atError()
                    .addKeyValue("callId", settle.callId())
                    .addKeyValue("account", settle.principal().account())
                    .addKeyValue("usage", settle.usage())
                    .addKeyValue("code", code)
                    .log(what);
        }
    }
}
