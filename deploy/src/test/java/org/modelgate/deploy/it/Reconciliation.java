package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.StoreException;

/** Brings together what clients saw, what the provider served and what the ledger charged. */
final class Reconciliation {
    private static final Duration RECOVERY = Patience.LONG;

    private final LedgerFile ledger;
    private final Map<Long, BigDecimal> served;
    private final List<Load.Seen> seen;
    private final List<String> faults = new ArrayList<>();

    /** @param simulator the usage log since the calls began */
    Reconciliation(LedgerFile ledger, Simulator simulator, List<Load.Seen> seen) {
        this.ledger = ledger;
        this.seen = seen;
        this.served = simulator.served().stream()
                .filter(call -> call.output() > 0)
                .collect(Collectors.toMap(
                        Simulator.Served::output,
                        call -> GatewayConfig.cost(call.input(), call.output()),
                        BigDecimal::max));
    }

    /** Each credit that broken calls held is free again or charged. */
    static void awaitNothingReserved(Client client) {
        Awaitility.await("no reservation is left")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(client.credits().reserved()).isEqualByComparingTo(BigDecimal.ZERO));
    }

    /** @param spent of the account, which nobody but the callers used */
    void check(BigDecimal spent) throws SQLException, StoreException {
        Map<String, LedgerFile.Call> rows = new HashMap<>();
        for (LedgerFile.Call row : ledger.calls()) {
            if (row.account().equals(GatewayConfig.ACCOUNT)) {
                rows.put(row.requestId(), row);
            }
        }
        BigDecimal charges =
                sum(rows.values().stream().map(LedgerFile.Call::charged).toList());
        print(rows);
        rows.values().stream()
                .filter(row -> row.kind().equals("open"))
                .forEach(row -> faults.add("nothing is reserved, but nobody has answered for " + row));
        List<Load.Seen> nameless = new ArrayList<>();
        for (Load.Seen call : seen) {
            LedgerFile.Call row = rows.remove(call.requestId());
            if (call.complete()) {
                complete(call, row);
            } else if (row != null) {
                broken(call, row);
            } else {
                nameless.add(call);
            }
        }
        unclaimed(new ArrayList<>(rows.values()), nameless);
        assertThat(faults).isEmpty();
        assertThat(charges).as("sum of all charges").isEqualByComparingTo(spent);
        assertThat(ledger.audit()).isEmpty();
    }

    private void print(Map<String, LedgerFile.Call> rows) {
        Map<String, Long> ends =
                seen.stream().collect(Collectors.groupingBy(Load.Seen::end, TreeMap::new, Collectors.counting()));
        Map<String, Long> kinds = rows.values().stream()
                .collect(Collectors.groupingBy(LedgerFile.Call::kind, TreeMap::new, Collectors.counting()));
        System.out.println("calls by end " + ends + ", ledger by kind " + kinds + ", served " + served.size());
    }

    private void complete(Load.Seen call, LedgerFile.@Nullable Call row) {
        if (row == null) {
            faults.add("complete, but not in the ledger: " + call);
        } else if (row.charged().compareTo(call.cost()) != 0) {
            faults.add("told " + call.cost() + " and charged " + row.charged() + ": " + call);
        } else if (row.charged().compareTo(provided(call)) != 0) {
            faults.add("charged " + row.charged() + " for what cost " + provided(call) + ": " + call);
        }
    }

    /** Its client saw no end: nothing, or at most what the provider used for it. */
    private void broken(Load.Seen call, LedgerFile.Call row) {
        if (row.charged().compareTo(provided(call)) > 0) {
            faults.add("charged " + row.charged() + " for what cost " + provided(call) + ": " + call + ", " + row);
        }
    }

    private BigDecimal provided(Load.Seen call) {
        return served.getOrDefault((long) call.size(), BigDecimal.ZERO);
    }

    /**
     * Charges whose client never learnt an id: each is of one such client at most, whole, or of what came before the client was
     * found to be gone.
     */
    private void unclaimed(List<LedgerFile.Call> rows, List<Load.Seen> clients) {
        List<Load.Seen> callers = new ArrayList<>(clients.stream()
                .filter(client -> !client.end().contains("ConnectException"))
                .sorted(Comparator.comparingInt(Load.Seen::size).reversed())
                .toList());
        List<LedgerFile.Call> charged = rows.stream()
                .filter(row -> row.charged().signum() > 0)
                .sorted(Comparator.comparingLong(LedgerFile.Call::output).reversed())
                .toList();
        BigDecimal bound = sum(clients.stream().map(this::provided).toList());
        List<LedgerFile.Call> partly = new ArrayList<>();
        for (LedgerFile.Call row : charged) {
            if (!callers.removeIf(client -> client.size() == row.output())) {
                partly.add(row);
            }
        }
        for (LedgerFile.Call row : partly) {
            if (callers.isEmpty() || callers.removeFirst().size() < row.output()) {
                faults.add("a charge nobody called for: " + row);
            }
        }
        BigDecimal total = sum(charged.stream().map(LedgerFile.Call::charged).toList());
        if (total.compareTo(bound) > 0) {
            faults.add(
                    "calls without an answer were charged " + total + ", the provider used " + bound + ": " + charged);
        }
    }

    private static BigDecimal sum(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
