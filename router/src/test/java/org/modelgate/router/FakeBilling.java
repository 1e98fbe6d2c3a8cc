package org.modelgate.router;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.CreditExhausted;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** Billing that keeps a tally: a token costs a nano-dollar. */
final class FakeBilling {
    final List<Admit> admits = new CopyOnWriteArrayList<>();
    final List<Settle> settles = new CopyOnWriteArrayList<>();
    final List<Progress> progress = new CopyOnWriteArrayList<>();
    final AtomicInteger settleRequests = new AtomicInteger();

    /** Whether the reservation is confirmed at once. */
    volatile boolean confirms = true;

    /** Whether settlements are answered. */
    volatile boolean settling = true;

    /** How many settlements fail before one is taken. */
    final AtomicInteger settleFailures = new AtomicInteger();

    volatile boolean silentOnAdmission;

    /** Whether admissions wait for {@link #admitHeld}. */
    volatile boolean holdsAdmission;

    /** Refuses every settlement. */
    volatile @Nullable GatewayError settleRefusal;

    private final Promise<Answer<Admitted>> heldAdmission = Promise.promise();
    volatile @Nullable GatewayError refusal;
    volatile Map<String, Long> limits = Map.of();

    private final LocalBus.At at;
    private final Map<UUID, Promise<Answer<Settled>>> waiting = new ConcurrentHashMap<>();
    private volatile String router = "";

    FakeBilling(LocalBus bus) {
        at = bus.open(Role.BILLING);
        at.run(() -> {
            at.endpoint().serve(Admit.class, this::admit);
            at.endpoint().serve(Settle.class, this::settle);
            at.endpoint().onMessage(Progress.class, p -> progress.add(p.message()));
        });
    }

    private Future<Answer<Admitted>> admit(Delivery<Admit> ask) {
        router = ask.from();
        admits.add(ask.message());
        if (silentOnAdmission) {
            return Promise.<Answer<Admitted>>promise().future();
        }
        if (refusal != null) {
            return Future.failedFuture(refusal.asException());
        }
        if (holdsAdmission) {
            return heldAdmission.future();
        }
        if (confirms) {
            at.context().runOnContext(v -> confirm(ask.message().callId()));
        }
        return Future.succeededFuture(admitted());
    }

    private Answer<Admitted> admitted() {
        return Answer.of(new Admitted(4096, 1_000_000, limits));
    }

    /** Tells that the last call's account has no more credit for it. */
    void exhaust() {
        at.run(() ->
                at.endpoint().send(router, new CreditExhausted(admits.getLast().callId())));
    }

    /** Admits the call that waits. */
    void admitHeld() {
        at.run(() -> heldAdmission.complete(admitted()));
    }

    private void confirm(UUID callId) {
        at.endpoint().send(router, new ReservationDurable(callId));
    }

    /** Confirms the last reservation. */
    void confirm() {
        at.run(() -> confirm(admits.getLast().callId()));
    }

    private Future<Answer<Settled>> settle(Delivery<Settle> ask) {
        settleRequests.incrementAndGet();
        if (settleRefusal != null) {
            return Future.failedFuture(settleRefusal.asException());
        }
        if (settleFailures.getAndDecrement() > 0) {
            return Future.failedFuture(GatewayError.unavailable("restarting").asException());
        }
        if (settles.stream().noneMatch(s -> s.callId().equals(ask.message().callId()))) {
            settles.add(ask.message());
        }
        if (settling) {
            return Future.succeededFuture(Answer.of(settled(ask.message())));
        }
        Promise<Answer<Settled>> promise = Promise.promise();
        waiting.put(ask.message().callId(), promise);
        return promise.future();
    }

    private static Settled settled(Settle settle) {
        Usage usage = settle.usage();
        long tokens = usage == null ? 0 : usage.total();
        return new Settled(tokens, tokens);
    }

    /** Answers the settlements that wait. */
    void settleAll() {
        at.run(() -> {
            settles.forEach(s -> {
                Promise<Answer<Settled>> promise = waiting.remove(s.callId());
                if (promise != null) {
                    promise.complete(Answer.of(settled(s)));
                }
            });
        });
    }

    void leave() {
        at.await(() -> at.endpoint().close());
    }
}
