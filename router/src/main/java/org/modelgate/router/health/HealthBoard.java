package org.modelgate.router.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.TargetMark;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.TargetGate;
import org.modelgate.router.plan.TargetStats;

/**
 * The health of all targets, as one process knows it; all its router instances share it. What isn't well is told to other nodes
 * by the load table, and their word is heard here. Safe for many threads.
 */
public final class HealthBoard implements TargetStats, TargetGate {
    /** Told to other nodes at most. */
    private static final int MARKS_MAX = 256;

    private final HealthLimits limits;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, TargetHealth> targets = new ConcurrentHashMap<>();
    private final Units units = new Units();
    private volatile Probers probers = new Probers("", List::of);

    /** @param nanos monotonic clock */
    public HealthBoard(HealthLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /**
     * Shares probes with the other nodes of a cluster.
     *
     * @param node name of this one, as {@link #heard} names others
     * @param routers names of the live nodes that route calls; asked on any thread
     */
    public void probesAmong(String node, Supplier<Collection<String>> routers) {
        probers = new Probers(node, routers);
    }

    /** Makes a target known before its first call, so that what other nodes say of it is heard. */
    public void know(Target target) {
        of(target, nanos.getAsLong());
    }

    private @Nullable TargetHealth of(Target target, long nowNanos) {
        String key = target.key();
        TargetHealth known = targets.get(key);
        if (known != null || (targets.size() >= limits.targets() && !forgetOne(nowNanos))) {
            return known;
        }
        return targets.computeIfAbsent(key, name -> new TargetHealth(name, limits, nowNanos));
    }

    private boolean forgetOne(long nowNanos) {
        return targets.values().stream()
                .filter(t -> t.opening(nowNanos) < 0
                        && nowNanos - t.usedNanos() > limits.window().toNanos())
                .min(Comparator.comparingLong(TargetHealth::usedNanos))
                .map(t -> targets.remove(t.key(), t))
                .orElse(false);
    }

    @Override
    public Pass ask(Target target) {
        long now = nanos.getAsLong();
        TargetHealth health = of(target, now);
        return health == null ? Pass.FREE : health.ask(now, probers);
    }

    @Override
    public int badness(Target target) {
        TargetHealth health = targets.get(target.key());
        return health == null ? 0 : health.badness(nanos.getAsLong());
    }

    @Override
    public void first(Target target) {
        long now = nanos.getAsLong();
        TargetHealth health = of(target, now);
        if (health != null) {
            health.first(now);
        }
    }

    @Override
    public boolean mayRepeat(Target target) {
        long now = nanos.getAsLong();
        TargetHealth health = of(target, now);
        return health != null && health.mayRepeat(now);
    }

    /**
     * An attempt begins.
     *
     * @param probe whether it has the permit that {@link #ask} gave
     */
    public Trial begin(Step step, boolean stream, boolean probe) {
        long now = nanos.getAsLong();
        return new Trial(step.tellsHealth() ? of(step.target(), now) : null, stream, probe, now);
    }

    /** What an attempt takes of its vendor's plan. */
    public UnitsPlace units(Step step) {
        return units.place(step);
    }

    /** How long a probe may take to bring its first byte, or a whole answer; null if nothing is known. */
    public @Nullable Duration patience(Target target, boolean stream) {
        TargetHealth health = targets.get(target.key());
        return health == null ? null : health.patience(stream);
    }

    /**
     * Time within which so many of a hundred answers of a target came, if enough is known: the first content of streams, or whole
     * answers.
     */
    public OptionalDouble percentileMillis(Target target, int percent, boolean stream) {
        TargetHealth health = targets.get(target.key());
        return health == null ? OptionalDouble.empty() : health.percentileMillis(percent, stream);
    }

    @Override
    public OptionalDouble latencyMillis(Target target) {
        TargetHealth health = targets.get(target.key());
        return health == null ? OptionalDouble.empty() : health.latencyMillis();
    }

    @Override
    public OptionalDouble tokensPerSecond(Target target) {
        TargetHealth health = targets.get(target.key());
        return health == null ? OptionalDouble.empty() : health.tokensPerSecond();
    }

    /** One that is to be probed keeps its place in plans, or else no call would ever find out that it is well again. */
    @Override
    public boolean healthy(Target target) {
        TargetHealth health = targets.get(target.key());
        return health == null || !health.open(nanos.getAsLong());
    }

    /** What other nodes are to know: the targets that this process found not to be well. */
    public List<TargetMark> marks() {
        long now = nanos.getAsLong();
        List<TargetMark> marks = new ArrayList<>();
        for (TargetHealth target : targets.values()) {
            int opening = target.opening(now);
            if (opening >= 0 && marks.size() < MARKS_MAX) {
                marks.add(new TargetMark(target.key(), opening));
            }
        }
        return marks;
    }

    /**
     * What another node says. Targets that aren't known here are left out, so that no node can fill this one's memory.
     *
     * @param marks all targets that aren't well there
     */
    public void heard(String node, List<TargetMark> marks) {
        long now = nanos.getAsLong();
        Map<String, Integer> openings = new HashMap<>();
        marks.stream().limit(MARKS_MAX).forEach(mark -> openings.put(mark.target(), mark.opening()));
        for (TargetHealth target : targets.values()) {
            Integer opening = openings.get(target.key());
            if (opening == null) {
                target.withdrawn(node);
            } else {
                target.heard(node, opening, now);
            }
        }
    }

    /** What an operator sees, by the target's name. */
    public List<ProviderHealth.Entry> report() {
        long now = nanos.getAsLong();
        return targets.values().stream()
                .map(target -> entry(target.standing(now)))
                .sorted(Comparator.comparing(ProviderHealth.Entry::target))
                .toList();
    }

    private static ProviderHealth.Entry entry(Standing s) {
        Breaker.Reason reason = s.reason();
        return new ProviderHealth.Entry(
                s.key(),
                s.state(),
                reason == null ? null : reason.wireName(),
                s.openForMillis(),
                s.openings(),
                s.attempts(),
                s.failures(),
                s.repeated(),
                rounded(s.latencyMillis()),
                rounded(s.latencyP95Millis()),
                rounded(s.tokensPerSecond()));
    }

    private static @Nullable Long rounded(OptionalDouble value) {
        return value.isEmpty() ? null : Math.round(value.getAsDouble());
    }
}
