package org.modelgate.common.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The directory of one process. */
final class DirectoryTable implements Directory {
    private final String node;
    private final long staleNanos;
    private final long avoidNanos;
    private final LongSupplier clock;
    private final ConcurrentHashMap<String, Instance> instances = new ConcurrentHashMap<>();
    private volatile Map<Role, Instances> byRole = Map.of();

    /** Instances of one role. */
    private record Instances(
            List<Instance> own, List<Instance> remote, Map<Thread, Instance> byThread, AtomicInteger turn) {}

    private static final class Instance {
        private final String address;
        private final Role role;
        private final @Nullable Thread thread;
        private final long hash;
        private final AtomicLong load = new AtomicLong();
        private volatile long seenNanos;
        private volatile long avoidedUntilNanos;
        private volatile boolean avoided;
        private volatile boolean draining;

        private Instance(String address, Role role, @Nullable Thread thread) {
            this.address = address;
            this.role = role;
            this.thread = thread;
            this.hash = RendezvousHash.of(address);
        }
    }

    DirectoryTable(String node, BusOptions options, LongSupplier clock) {
        this.node = node;
        this.staleNanos = options.stale().toNanos();
        this.avoidNanos = options.silence().toNanos() * 2;
        this.clock = clock;
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public Optional<String> pick(Role role) {
        Instances known = byRole.get(role);
        if (known == null) {
            return Optional.empty();
        }
        Instance near = known.byThread.get(Thread.currentThread());
        if (near != null) {
            return Optional.of(near.address);
        }
        if (!known.own.isEmpty()) {
            int turn = Math.floorMod(known.turn.getAndIncrement(), known.own.size());
            return Optional.of(known.own.get(turn).address);
        }
        return leastLoaded(known.remote);
    }

    private Optional<String> leastLoaded(List<Instance> remote) {
        long now = clock.getAsLong();
        Instance best = null;
        for (Instance instance : remote) {
            if (usable(instance, now) && (best == null || instance.load.get() < best.load.get())) {
                best = instance;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        // Until its next table arrives, or else all would go to the same one.
        best.load.incrementAndGet();
        return Optional.of(best.address);
    }

    private boolean usable(Instance instance, long now) {
        if (instance.draining || now - instance.seenNanos > staleNanos) {
            return false;
        }
        return !instance.avoided || now - instance.avoidedUntilNanos >= 0;
    }

    @Override
    public Optional<String> owner(Role role, String key) {
        Instances known = byRole.get(role);
        if (known == null) {
            return Optional.empty();
        }
        long keyHash = RendezvousHash.of(key);
        Instance best = highest(known.own, keyHash, null);
        long now = clock.getAsLong();
        for (Instance instance : known.remote) {
            if (usable(instance, now)) {
                best = higher(best, instance, keyHash);
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.address);
    }

    private static @Nullable Instance highest(List<Instance> instances, long keyHash, @Nullable Instance best) {
        for (Instance instance : instances) {
            best = higher(best, instance, keyHash);
        }
        return best;
    }

    private static Instance higher(@Nullable Instance best, Instance other, long keyHash) {
        if (best == null) {
            return other;
        }
        int order = Long.compareUnsigned(
                RendezvousHash.weight(best.hash, keyHash), RendezvousHash.weight(other.hash, keyHash));
        return order > 0 || (order == 0 && best.address.compareTo(other.address) < 0) ? best : other;
    }

    @Override
    public List<String> all(Role role) {
        Instances known = byRole.get(role);
        if (known == null) {
            return List.of();
        }
        List<String> live = new ArrayList<>();
        known.own.forEach(instance -> live.add(instance.address));
        long now = clock.getAsLong();
        known.remote.stream().filter(instance -> usable(instance, now)).forEach(instance -> live.add(instance.address));
        return live;
    }

    /**
     * An instance of this process.
     *
     * @param thread its event loop, or null if it has none of its own
     */
    synchronized void addOwn(Role role, String address, @Nullable Thread thread) {
        instances.put(address, new Instance(address, role, thread));
        rebuild();
    }

    synchronized void remove(String address) {
        instances.remove(address);
        rebuild();
    }

    /** A peer of another node that doesn't answer isn't chosen for a while. */
    void suspect(String address) {
        Instance instance = instances.get(address);
        if (instance != null && !Addresses.node(address).equals(node)) {
            instance.avoidedUntilNanos = clock.getAsLong() + avoidNanos;
            instance.avoided = true;
        }
    }

    /** What another node says about itself: replaces all that was known of it. */
    synchronized void learn(Envelope.LoadTable table) {
        long now = clock.getAsLong();
        boolean changed = false;
        List<String> listed = new ArrayList<>();
        for (Envelope.LoadEntry entry : table.entries()) {
            Optional<Role> role = Role.byTag(Addresses.roleTag(entry.address()));
            if (role.isEmpty()) {
                continue;
            }
            listed.add(entry.address());
            Instance instance = instances.get(entry.address());
            if (instance == null) {
                instance = new Instance(entry.address(), role.get(), null);
                instances.put(entry.address(), instance);
                changed = true;
            }
            instance.load.set(entry.load());
            instance.draining = entry.draining();
            instance.seenNanos = now;
        }
        changed |= instances
                .values()
                .removeIf(instance ->
                        Addresses.node(instance.address).equals(table.from()) && !listed.contains(instance.address));
        if (changed) {
            rebuild();
        }
    }

    /**
     * Forgets a node.
     *
     * @return addresses that were known of it
     */
    synchronized List<String> forgetNode(String gone) {
        List<String> addresses = new ArrayList<>();
        for (Instance instance : instances.values()) {
            if (Addresses.node(instance.address).equals(gone)) {
                addresses.add(instance.address);
            }
        }
        addresses.forEach(instances::remove);
        rebuild();
        return addresses;
    }

    private void rebuild() {
        Map<Role, Instances> next = new HashMap<>();
        for (Role role : Role.values()) {
            List<Instance> own = new ArrayList<>();
            List<Instance> remote = new ArrayList<>();
            Map<Thread, Instance> byThread = new HashMap<>();
            instances.values().stream()
                    .filter(instance -> instance.role == role)
                    .forEach(instance -> {
                        boolean mine = Addresses.node(instance.address).equals(node);
                        (mine ? own : remote).add(instance);
                        if (instance.thread != null) {
                            byThread.put(instance.thread, instance);
                        }
                    });
            next.put(
                    role,
                    new Instances(List.copyOf(own), List.copyOf(remote), Map.copyOf(byThread), new AtomicInteger()));
        }
        byRole = Map.copyOf(next);
    }
}
