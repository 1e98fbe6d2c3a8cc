package org.modelgate.billing.store;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Reserve;
import org.modelgate.billing.ledger.LedgerRecord.Resolve;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.ledger.Taken;
import org.modelgate.billing.pricing.Price;
import org.modelgate.billing.pricing.PriceBook;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;

/** The tables as maps, with the same meaning as the SQL, and faults that can be built in. */
public final class InMemoryDisk implements LedgerDisk {
    /** What a careless store would do. */
    public enum Mutant {
        NO_FENCE,
        NO_CONFLICT_CHECK,
        /** Credit goes to a lease and stays in the wallet. */
        DOUBLE_GRANT,
        /** What was written, and nobody knows it, is written again. */
        REPEATED_GRANT,
        REPEATED_PAYMENT,
        /** Credit that comes back reaches no wallet. */
        RETURN_LOST,
        /** Credit that comes back is said to be there, and isn't. */
        RETURN_FORGOTTEN,
        /** Open calls are recovered as if they had used all they hold. */
        GREEDY_RECOVERY
    }

    private static final class Org {
        String name = "";

        @Nullable String plan;

        long available;
        long leased;
        long spent;
        long funded;
        /** Who lacks credit that others hold. */
        String wantedBy = "";

        int wantedBeats;
    }

    private static final class Held {
        long org;
        String node = "";
        long epoch;
        String keeper = "";
        long keeperEpoch;
        long granted;
        long spent;
        long returned;
        String state = "open";
    }

    private static final class Machine {
        long epoch;
        boolean silent;
        boolean gone;
    }

    private record Resolution(
            long org,
            UUID lease,
            long nano,
            long tokens,
            @Nullable UUID tx) {}

    private final Set<Mutant> mutants;
    private final Map<Long, Org> orgs = new TreeMap<>();
    private final Map<UUID, Held> leases = new LinkedHashMap<>();
    private final Map<UUID, Reserve> reservations = new HashMap<>();
    private final Map<UUID, TreeMap<Integer, LedgerRecord.Advance>> progress = new HashMap<>();
    private final Map<UUID, Resolution> resolutions = new HashMap<>();
    private final Map<UUID, Long> transfers = new HashMap<>();
    private final Set<String> topUps = new HashSet<>();
    private final Set<UUID> late = new HashSet<>();
    private final Map<List<Long>, Long> spendings = new HashMap<>();
    private final InMemoryBudgets budgets = new InMemoryBudgets();
    private final List<Price> prices = new ArrayList<>();
    private final Map<String, Machine> machines = new TreeMap<>();
    private final Set<UUID> returns = new HashSet<>();
    private final Map<UUID, Long> grants = new HashMap<>();

    public InMemoryDisk(Mutant... mutants) {
        this.mutants = EnumSet.noneOf(Mutant.class);
        this.mutants.addAll(List.of(mutants));
    }

    @Override
    public Bootstrap.Started start(String node, Provision provision, long nowMillis) {
        Machine machine = machines.computeIfAbsent(node, any -> new Machine());
        machine.epoch++;
        machine.silent = false;
        machine.gone = false;
        for (Provision.Account account : provision.accounts()) {
            enter(account);
        }
        PriceBook book = new PriceBook(prices, provision.rates());
        prices.addAll(book.added());
        List<Recovered.Open> open = takeOver(node, node, machine.epoch);
        List<Recovered.Org> rows = new ArrayList<>();
        orgs.forEach((id, org) -> rows.add(
                new Recovered.Org(id, org.name, org.plan, org.available, org.funded, org.spent + unclosed(id))));
        List<Recovered.Key> keys = new ArrayList<>();
        for (Provision.Key key : provision.keys()) {
            long org = orgs.entrySet().stream()
                    .filter(e -> e.getValue().name.equals(key.account()))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            keys.add(new Recovered.Key(keys.size() + 1L, org, key.mac(), true, Long.MAX_VALUE, key.limits()));
        }
        return new Bootstrap.Started(new Recovered(machine.epoch, new UUID(0, 0), rows, keys, open), book);
    }

    private void enter(Provision.Account account) {
        if (orgs.values().stream().noneMatch(org -> org.name.equals(account.name()))) {
            Org org = new Org();
            org.name = account.name();
            org.plan = account.plan();
            org.available = account.creditsNano();
            org.funded = account.creditsNano();
            orgs.put(orgs.size() + 1L, org);
        }
    }

    private Recovered.Open open(Reserve r) {
        if (mutants.contains(Mutant.GREEDY_RECOVERY)) {
            Usage all = Usage.of(r.nano(), 0);
            return open(r, new Recovered.Progress(1, all, r.priceVersion()));
        }
        TreeMap<Integer, LedgerRecord.Advance> seen = progress.get(r.callId());
        return open(
                r,
                seen == null
                        ? null
                        : new Recovered.Progress(
                                seen.lastKey(),
                                seen.lastEntry().getValue().usage(),
                                seen.lastEntry().getValue().priceVersion()));
    }

    private static Recovered.Open open(Reserve r, Recovered.@Nullable Progress seen) {
        return new Recovered.Open(
                r.callId(),
                r.lease(),
                r.org(),
                r.key(),
                prices(r),
                r.nano(),
                r.deadlineMillis(),
                r.deadlineMillis() - r.atMillis(),
                seen,
                r.budgets(),
                r.user(),
                r.session());
    }

    private static List<Integer> prices(Reserve r) {
        List<Integer> versions = new ArrayList<>(List.of(r.priceVersion()));
        versions.addAll(r.fallbackPrices());
        return versions;
    }

    private List<Recovered.Open> takeOver(String from, String to, long toEpoch) {
        List<Recovered.Open> open = new ArrayList<>();
        leases.forEach((id, lease) -> {
            if (lease.keeper.equals(from) && !lease.state.equals("closed")) {
                lease.keeper = to;
                lease.keeperEpoch = toEpoch;
                fence(id, lease, open);
            }
        });
        return open;
    }

    private void fence(UUID id, Held lease, List<Recovered.Open> open) {
        long holds = 0;
        List<Reserve> kept = new ArrayList<>();
        for (Reserve r : reservations.values()) {
            if (r.lease().equals(id) && !resolutions.containsKey(r.callId())) {
                open.add(open(r));
                kept.add(r);
                holds += r.nano();
            }
        }
        budgets.fence(id, kept);
        long back = lease.granted - lease.spent - lease.returned - holds;
        lease.returned += back;
        lease.state = "fenced";
        Org org = org(lease.org);
        org.available += back;
        org.leased -= back;
        closeIfEmpty(lease);
    }

    @Override
    public void silence(String node) {
        Machine machine = machines.get(node);
        if (machine != null && !machine.gone) {
            machine.silent = true;
        }
    }

    @Override
    public Optional<Janitor.Adopted> sweep(String node, long ofEpoch) {
        if (machine(node).epoch != ofEpoch) {
            return Optional.empty();
        }
        List<Recovered.Open> open = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<String, Machine> other : machines.entrySet()) {
            Machine machine = other.getValue();
            if (machine.silent && !other.getKey().equals(node)) {
                any = true;
                machine.silent = false;
                machine.gone = true;
                machine.epoch++;
                open.addAll(takeOver(other.getKey(), node, ofEpoch));
            }
        }
        return any ? Optional.of(new Janitor.Adopted(open, List.copyOf(prices))) : Optional.empty();
    }

    private Machine machine(String node) {
        return Objects.requireNonNull(machines.get(node));
    }

    @Override
    public LedgerReader.Known find(UUID callId) {
        Resolution known = resolutions.get(callId);
        if (known != null) {
            return new LedgerReader.Known(new Settled(known.nano, known.tokens), null, null);
        }
        Reserve held = reservations.get(callId);
        if (held == null) {
            return new LedgerReader.Known(late.contains(callId) ? new Settled(0, 0) : null, null, null);
        }
        String keeper = Objects.requireNonNull(leases.get(held.lease())).keeper;
        return new LedgerReader.Known(null, keeper, keeper);
    }

    private void closeIfEmpty(Held lease) {
        if (lease.granted == lease.spent + lease.returned) {
            lease.state = "closed";
            Org org = org(lease.org);
            org.leased -= lease.spent;
            org.spent += lease.spent;
        }
    }

    private long unclosed(long org) {
        return leases.values().stream()
                .filter(l -> l.org == org && !l.state.equals("closed"))
                .mapToLong(l -> l.spent)
                .sum();
    }

    private Org org(long id) {
        return Objects.requireNonNull(orgs.get(id));
    }

    @Override
    public LedgerStore store(String node, long ofEpoch) {
        return batch -> commit(batch, new Writer(node, ofEpoch));
    }

    private record Writer(String node, long epoch) {}

    private List<Outcome> commit(Batch batch, Writer writer) {
        Set<UUID> fenced = fenced(batch, writer);
        Set<UUID> foreign = new HashSet<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (LedgerRecord record : batch.records()) {
            outcomes.add(
                    switch (record) {
                        case Reserve r -> reserve(r, fenced, foreign);
                        case Resolve r ->
                            foreign.contains(r.callId())
                                    ? new Outcome.Rejected("held by another lease")
                                    : resolve(r, batch, fenced);
                        case LedgerRecord.Grant g -> grant(g, writer, fenced);
                        case LedgerRecord.Return r -> giveBack(r, fenced);
                        case LedgerRecord.Extend e -> extend(e, fenced);
                        case LedgerRecord.Beat b -> beat(writer);
                        case LedgerRecord.BudgetReturn b -> {
                            if (fenced.contains(b.lease())) {
                                yield Outcome.FENCED;
                            }
                            budgets.giveBack(b);
                            yield Outcome.DONE;
                        }
                        case LedgerRecord.BudgetGrant b ->
                            fenced.contains(b.lease()) ? Outcome.FENCED : budgets.grant(b, lease(b, writer), spendings);
                        case LedgerRecord.TopUp t -> topUp(t);
                        case LedgerRecord.Advance a -> {
                            progress.computeIfAbsent(a.callId(), any -> new TreeMap<>())
                                    .putIfAbsent(a.n(), a);
                            yield Outcome.DONE;
                        }
                        case LedgerRecord.Late l -> {
                            late.add(l.callId());
                            yield Outcome.DONE;
                        }
                        case LedgerRecord.Watermark w -> Outcome.DONE;
                    });
        }
        return outcomes;
    }

    private Outcome reserve(Reserve r, Set<UUID> fenced, Set<UUID> foreign) {
        if (fenced.contains(r.lease())) {
            return Outcome.FENCED;
        }
        Reserve before = reservations.putIfAbsent(r.callId(), r);
        if (before != null && !before.lease().equals(r.lease())) {
            foreign.add(r.callId());
            return new Outcome.Rejected("held by another lease");
        }
        return Outcome.DONE;
    }

    private Outcome extend(LedgerRecord.Extend e, Set<UUID> fenced) {
        if (fenced.contains(e.lease())) {
            return Outcome.FENCED;
        }
        reservations.computeIfPresent(
                e.callId(),
                (id, r) -> r.nano() >= e.nano()
                        ? r
                        : new Reserve(
                                id,
                                r.lease(),
                                r.org(),
                                r.key(),
                                r.priceVersion(),
                                r.fallbackPrices(),
                                e.nano(),
                                r.atMillis(),
                                r.deadlineMillis(),
                                r.budgets(),
                                r.inputTokens(),
                                r.outputTokens(),
                                r.user(),
                                r.session()));
        return Outcome.DONE;
    }

    private Outcome giveBack(LedgerRecord.Return r, Set<UUID> fenced) {
        if (fenced.contains(r.lease())) {
            return Outcome.FENCED;
        }
        if (returns.add(r.tx()) && !mutants.contains(Mutant.RETURN_FORGOTTEN)) {
            Objects.requireNonNull(leases.get(r.lease())).returned += r.nano();
            org(r.org()).available += mutants.contains(Mutant.RETURN_LOST) ? 0 : r.nano();
            org(r.org()).leased -= r.nano();
        }
        return Outcome.DONE;
    }

    private Outcome beat(Writer writer) {
        if (machine(writer.node).epoch != writer.epoch) {
            return Outcome.FENCED;
        }
        machine(writer.node).silent = false;
        return new Outcome.Alive(
                (int) machines.values().stream().filter(m -> !m.gone).count(),
                orgs.entrySet().stream()
                        .filter(org -> isWanted(org.getKey(), org.getValue(), writer.node))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** For some seconds, in each sign of life of the others. */
    private boolean isWanted(long id, Org org, String node) {
        boolean holds =
                leases.values().stream().anyMatch(l -> l.org == id && l.keeper.equals(node) && l.state.equals("open"));
        return holds && !org.wantedBy.equals(node) && org.wantedBeats-- > 0;
    }

    private Set<UUID> fenced(Batch batch, Writer writer) {
        Set<UUID> fenced = new HashSet<>();
        if (mutants.contains(Mutant.NO_FENCE)) {
            return fenced;
        }
        for (LedgerRecord record : batch.records()) {
            switch (record) {
                case Reserve r -> check(r.lease(), false, writer, fenced);
                case Resolve r -> check(r.lease(), r.adopted(), writer, fenced);
                case LedgerRecord.Return r -> check(r.lease(), false, writer, fenced);
                case LedgerRecord.Extend e -> check(e.lease(), false, writer, fenced);
                case LedgerRecord.Grant g -> {
                    if (machine(writer.node).epoch != writer.epoch) {
                        fenced.add(g.lease());
                    }
                }
                case LedgerRecord.BudgetReturn b -> check(b.lease(), false, writer, fenced);
                case LedgerRecord.BudgetGrant b -> check(b.lease(), false, writer, fenced);
                case LedgerRecord.TopUp t -> {}
                case LedgerRecord.Advance a -> {}
                case LedgerRecord.Late l -> {}
                case LedgerRecord.Watermark w -> {}
                case LedgerRecord.Beat b -> {}
            }
        }
        return fenced;
    }

    private void check(UUID id, boolean adopted, Writer writer, Set<UUID> fenced) {
        Held lease = leases.get(id);
        if (machine(writer.node).epoch != writer.epoch) {
            // As long as it was fenced by a take-over; a lease that this same batch opens isn't there yet.
            fenced.add(id);
        } else if (lease != null
                && (adopted
                        ? !lease.keeper.equals(writer.node) || lease.keeperEpoch != writer.epoch
                        : !lease.state.equals("open"))) {
            fenced.add(id);
        }
    }

    private Outcome resolve(Resolve r, Batch batch, Set<UUID> fenced) {
        if (fenced.contains(r.lease())) {
            late.add(r.callId());
            return Outcome.FENCED;
        }
        UUID tx = r.nano() == 0 ? null : r.adopted() ? r.callId() : batch.transfer(r.org());
        Resolution known = resolutions.get(r.callId());
        if (known != null && !mutants.contains(Mutant.NO_CONFLICT_CHECK)) {
            boolean own = known.nano == r.nano() && Objects.equals(known.tx, tx);
            return own ? Outcome.DONE : new Outcome.AlreadyResolved(known.nano, known.tokens);
        }
        Held lease = Objects.requireNonNull(leases.get(r.lease()));
        resolutions.put(
                r.callId(),
                new Resolution(r.org(), r.lease(), r.nano(), r.facts().usage().total(), tx));
        lease.spent += r.nano();
        budgets.resolved(r);
        if (r.adopted()) {
            long back = r.heldNano() - r.nano();
            lease.returned += back;
            org(r.org()).available += back;
            org(r.org()).leased -= back;
            closeIfEmpty(lease);
        }
        if (tx != null) {
            transfers.merge(tx, r.nano(), Long::sum);
            spendings.merge(List.of(r.org(), r.key(), 0L), r.nano(), Long::sum);
            spendings.merge(List.of(r.org(), 0L, (long) r.period()), r.nano(), Long::sum);
        }
        return Outcome.DONE;
    }

    /** A share needs a lease, if one without credit. */
    private UUID lease(LedgerRecord.BudgetGrant g, Writer writer) {
        Held lease = leases.computeIfAbsent(g.lease(), any -> new Held());
        lease.org = g.budget().org();
        lease.node = writer.node;
        lease.epoch = writer.epoch;
        lease.keeper = writer.node;
        lease.keeperEpoch = writer.epoch;
        return g.lease();
    }

    private Outcome grant(LedgerRecord.Grant g, Writer writer, Set<UUID> fenced) {
        if (fenced.contains(g.lease())) {
            return Outcome.FENCED;
        }
        Org org = org(g.org());
        Long before = grants.get(g.tx());
        if (before != null && !mutants.contains(Mutant.REPEATED_GRANT)) {
            return new Outcome.Moved(before, org.available, 0);
        }
        long moved = org.available < g.least() ? 0 : Math.min(g.most(), org.available);
        org.available -= mutants.contains(Mutant.DOUBLE_GRANT) ? 0 : moved;
        org.leased += moved;
        Held lease = leases.computeIfAbsent(g.lease(), any -> new Held());
        lease.org = g.org();
        lease.node = writer.node;
        lease.epoch = writer.epoch;
        lease.keeper = writer.node;
        lease.keeperEpoch = writer.epoch;
        lease.granted += moved;
        grants.put(g.tx(), moved);
        return new Outcome.Moved(moved, org.available, moved == 0 && g.least() > 0 ? elsewhere(g, writer.node) : 0);
    }

    /** What other leases hold; says to their holders that it is wanted. */
    private long elsewhere(LedgerRecord.Grant g, String node) {
        long held = 0;
        org(g.org()).wantedBy = node;
        org(g.org()).wantedBeats = 30;
        for (Map.Entry<UUID, Held> entry : leases.entrySet()) {
            Held l = entry.getValue();
            if (l.org == g.org() && !entry.getKey().equals(g.lease()) && !l.state.equals("closed")) {
                held += l.granted - l.spent - l.returned;
            }
        }
        return held;
    }

    private Outcome topUp(LedgerRecord.TopUp t) {
        Org org = org(t.org());
        if (!topUps.add(t.org() + ":" + t.reference()) && !mutants.contains(Mutant.REPEATED_PAYMENT)) {
            return new Outcome.Moved(0, org.available, 0);
        }
        org.available += t.nano();
        org.funded += t.nano();
        return new Outcome.Moved(t.nano(), org.available, 0);
    }

    @Override
    public long funded() {
        return orgs.values().stream().mapToLong(org -> org.funded).sum();
    }

    @Override
    public long epoch(String node) {
        return machine(node).epoch;
    }

    @Override
    public List<Taken> taken(long org, UUID own, long sinceMillis) {
        Map<Long, List<Reserve>> byKey = new TreeMap<>();
        for (Reserve r : reservations.values()) {
            boolean open = !resolutions.containsKey(r.callId());
            if (r.org() == org && !r.lease().equals(own) && (open || r.atMillis() >= sinceMillis)) {
                byKey.computeIfAbsent(r.key(), any -> new ArrayList<>()).add(r);
            }
        }
        List<Taken> all = new ArrayList<>();
        byKey.forEach((key, calls) -> {
            List<Reserve> recent =
                    calls.stream().filter(r -> r.atMillis() >= sinceMillis).toList();
            all.add(new Taken(
                    key,
                    recent.size(),
                    recent.stream().mapToLong(r -> Math.max(0, r.inputTokens())).sum(),
                    recent.stream()
                            .mapToLong(r -> Math.max(0, r.outputTokens()))
                            .sum(),
                    calls.stream()
                            .filter(r -> !resolutions.containsKey(r.callId()))
                            .map(r -> new Taken.Running(r.callId(), r.deadlineMillis()))
                            .toList()));
        });
        return all;
    }

    @Override
    public BudgetState budget(BudgetId id) {
        return budgets.state(id);
    }

    @Override
    public Optional<Long> charged(UUID callId) {
        return Optional.ofNullable(resolutions.get(callId)).map(Resolution::nano);
    }

    @Override
    public Optional<Long> reserved(UUID callId) {
        return Optional.ofNullable(reservations.get(callId)).map(Reserve::nano);
    }

    @Override
    public boolean late(UUID callId) {
        return late.contains(callId);
    }

    @Override
    public long unresolved() {
        return reservations.keySet().stream()
                .filter(id -> !resolutions.containsKey(id))
                .count();
    }

    /** The leases that hold something. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        leases.forEach((id, l) -> {
            if (l.granted != l.spent + l.returned) {
                text.append("; lease of ")
                        .append(l.node)
                        .append('/')
                        .append(l.epoch)
                        .append(" kept by ");
                text.append(l.keeper)
                        .append('/')
                        .append(l.keeperEpoch)
                        .append(", ")
                        .append(l.state);
                text.append(", granted ").append(l.granted).append(", spent ").append(l.spent);
                text.append(", returned ").append(l.returned);
            }
        });
        return text.toString();
    }

    @Override
    public long leased() {
        return leases.values().stream()
                .mapToLong(l -> l.granted - l.spent - l.returned)
                .sum();
    }

    @Override
    public long available() {
        return orgs.values().stream().mapToLong(org -> org.available).sum();
    }

    @Override
    public List<String> faults(long nowMillis) {
        List<String> faults = new ArrayList<>();
        orgs.forEach((id, org) -> {
            long leased = leases.values().stream()
                    .filter(l -> l.org == id && !l.state.equals("closed"))
                    .mapToLong(l -> l.granted - l.returned)
                    .sum();
            long charged = resolutions.values().stream()
                    .filter(r -> r.org == id)
                    .mapToLong(Resolution::nano)
                    .sum();
            expect(faults, org.available >= 0, "I2 wallet below zero: " + org.available);
            expect(faults, org.funded == org.available + org.leased + org.spent, "I1 wallet doesn't add up");
            expect(faults, org.leased == leased, "R2 leases and wallet differ");
            expect(faults, charged <= org.funded, "I3 charged " + charged + " of " + org.funded);
            expect(faults, charged == org.spent + unclosed(id), "R2 charges and leases differ");
        });
        leases.forEach((id, l) -> expect(
                faults,
                l.spent >= 0 && l.spent + l.returned <= l.granted,
                "I2 lease " + l.state + " spent " + l.spent + " returned " + l.returned + " of " + l.granted));
        long posted = transfers.values().stream().mapToLong(Long::longValue).sum();
        long charges = resolutions.values().stream().mapToLong(Resolution::nano).sum();
        expect(faults, posted == charges, "R3 posted " + posted + " for charges of " + charges);
        budgets.faults(faults);
        resolutions.keySet().forEach(id -> expect(faults, reservations.containsKey(id), "R3 no reservation for " + id));
        return faults;
    }

    private static void expect(List<String> faults, boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }
}
