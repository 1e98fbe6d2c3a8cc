package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.postgres.PostgresServer;

/** Parallel calls through three edges and three billing nodes meet each limit within one percent, and a node that dies spends nothing twice. */
class LimitsIT {
    /** Each process is an edge and a billing node. */
    private static final List<String> ROLES = Collections.nCopies(3, "edge,translator,router,billing");

    private static final int CALLERS = 24;
    private static final int OUTPUT = 20;
    private static final String TEXT = "Spend [[sim tokens=20]]";

    /** One account a limit, so that each has an owner and a plan of its own. */
    private static final String ACCOUNTS = """
            accounts:
              - { id: acme, credits: 100 }
              - { id: requests, credits: 100 }
              - { id: tokens, credits: 100 }
              - { id: input, credits: 100 }
              - { id: output, credits: 100 }
              - { id: concurrent, credits: 100 }
              - { id: daily, credits: 100 }
              - { id: key, credits: 100 }
              - { id: user, credits: 100, plan: users }
              - { id: tag, credits: 100, plan: tags }
              - { id: account, credits: 100, plan: daily }
              - { id: plan, credits: 100, plan: monthly }
              - { id: killed, credits: 100 }
            plans:
              users: { budgets: [{ scope: user, window: day, usd: 0.1 }] }
              tags: { budgets: [{ scope: tag, window: lifetime, usd: 0.1 }] }
              daily: { budgets: [{ window: day, usd: 0.1 }] }
              monthly: { monthly_usd: 0.1 }
            keys:
              - { key: %s, account: acme, name: test }
              - { key: sk-gw-requests-0123456789, account: requests, requests_per_minute: 300 }
              - { key: sk-gw-tokens-0123456789, account: tokens, tokens_per_minute: 10000 }
              - { key: sk-gw-input-0123456789, account: input, input_tokens_per_minute: 4000 }
              - { key: sk-gw-output-0123456789, account: output, output_tokens_per_minute: 4000 }
              - { key: sk-gw-concurrent-0123456789, account: concurrent, concurrent_requests: 20 }
              - { key: sk-gw-daily-0123456789, account: daily, requests_per_day: 200 }
              - { key: sk-gw-key-0123456789, account: key, budgets: [{ window: week, usd: 0.1 }] }
              - { key: sk-gw-user-0123456789, account: user }
              - { key: sk-gw-tag-0123456789, account: tag }
              - { key: sk-gw-account-0123456789, account: account }
              - { key: sk-gw-plan-0123456789, account: plan }
              - { key: sk-gw-killed-0123456789, account: killed, budget_usd: 0.3 }
            """.formatted(GatewayConfig.KEY);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static Simulator simulator;
    private static PostgresServer postgres;
    private static String storage;
    private static RegionProcesses cluster;

    private static RegionProcesses cluster(String database) {
        GatewayConfig config =
                GatewayConfig.of(simulator, directory).withStorage(database).withPayers(ACCOUNTS);
        return RegionProcesses.start(directory, config, simulator, ROLES);
    }

    @BeforeAll
    static void start() {
        simulator = Simulator.start(directory);
        postgres = PostgresServer.start();
        storage = postgres.createDatabase();
        cluster = cluster(storage);
    }

    @AfterAll
    static void close() {
        cluster.close();
        postgres.close();
        simulator.close();
    }

    /** What calls of one account came to. */
    private static final class Tally {
        private int served;
        private long tokens;
        private long input;
        private long output;
        private BigDecimal cost = BigDecimal.ZERO;
        private final List<HttpResponse<String>> refused = new ArrayList<>();

        synchronized void add(HttpResponse<String> answer) {
            if (answer.statusCode() != 200) {
                refused.add(answer);
                return;
            }
            JsonNode body = Client.json(answer.body());
            served++;
            tokens += body.path("gateway_usage").path("tokens_charged").asLong();
            input += body.path("usage").path("input_tokens").asLong();
            output += body.path("usage").path("output_tokens").asLong();
            cost = cost.add(body.path("gateway_usage").path("cost_usd").decimalValue());
        }
    }

    private static ObjectNode body(String text) {
        return Wire.MESSAGES.body(GatewayConfig.CLAUDE, text, OUTPUT);
    }

    /** One through each edge. */
    private static List<Client> clients(String account) {
        return IntStream.range(0, ROLES.size())
                .mapToObj(i -> new Client(cluster.url(i), "sk-gw-" + account + "-0123456789"))
                .toList();
    }

    /** Parallel calls through all edges in turn until {@code enough} of them were refused. */
    private static Tally burst(String account, ObjectNode body, int enough) throws Exception {
        List<Client> clients = clients(account);
        Tally tally = new Tally();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Client client = clients.get(i % clients.size());
                all.add(callers.submit(() -> {
                    while (refused.get() < enough) {
                        HttpResponse<String> answer = client.send(Wire.MESSAGES.path(), body);
                        tally.add(answer);
                        if (answer.statusCode() != 200) {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        return tally;
    }

    private static void assertRefused(Tally tally, String code, boolean waits) {
        assertThat(tally.refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
            assertThat(Client.json(answer.body()).path("error").path("code").asText())
                    .isEqualTo(code);
            assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(waits);
        });
    }

    /** A bucket that was full at the start gives its size and what flows in meanwhile. */
    private static double flowed(double limit, long startNanos) {
        return limit * (1 + (System.nanoTime() - startNanos) / 60e9);
    }

    @ParameterizedTest
    @CsvSource({"requests, 300", "tokens, 10000", "input, 4000", "output, 4000"})
    void ratesOfAMinuteHoldOverThreeEdges(String account, double limit) throws Exception {
        long start = System.nanoTime();
        Tally tally = burst(account, body(TEXT), 2 * CALLERS);
        double used = switch (account) {
            case "requests" -> tally.served;
            case "tokens" -> tally.tokens;
            case "input" -> tally.input;
            default -> tally.output;
        };
        System.out.println(account + ": " + used + " of " + limit + ", " + tally.served + " calls, flowed "
                + flowed(limit, start));
        assertThat(used).isBetween(0.99 * limit, 1.01 * flowed(limit, start));
        assertRefused(tally, "rate_limit_exceeded", true);
        if (account.equals("requests")) {
            assertThat(tally.refused.getLast().headers().firstValue("anthropic-ratelimit-requests-limit"))
                    .contains("300");
            assertThat(tally.refused.getLast().headers().firstValue("anthropic-ratelimit-requests-remaining"))
                    .isPresent();
        }
    }

    @Test
    void concurrentCallsHoldOverThreeEdges() throws Exception {
        List<Client> clients = clients("concurrent");
        Tally tally = new Tally();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                Client client = clients.get(i % clients.size());
                callers.submit(
                        () -> tally.add(client.send(Wire.MESSAGES.path(), body("Wait [[sim tokens=20 first=5s]]"))));
            }
        }
        assertThat(tally.served).isEqualTo(20);
        assertRefused(tally, "rate_limit_exceeded", true);
        assertThat(clients.getFirst().send(Wire.MESSAGES.path(), body(TEXT)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void requestsOfADayHoldOverThreeEdges() throws Exception {
        Tally tally = burst("daily", body(TEXT), 2 * CALLERS);
        assertThat(tally.served).isEqualTo(200);
        assertRefused(tally, "plan_limit_exceeded", true);
    }

    @ParameterizedTest
    @CsvSource({"key, true", "user, true", "tag, false", "account, true", "plan, true"})
    void budgetsHoldOverThreeEdges(String account, boolean waits) throws Exception {
        BigDecimal budget = new BigDecimal("0.1");
        ObjectNode body = body(TEXT);
        body.putObject("metadata").put("user_id", "alice").putArray("tags").add("batch");
        Tally tally = burst(account, body, 2 * CALLERS);
        System.out.println(account + ": spent " + tally.cost + " of " + budget + " by " + tally.served + " calls");
        assertThat(tally.cost).isBetween(budget.multiply(new BigDecimal("0.99")), budget);
        assertRefused(tally, "plan_limit_exceeded", waits);
        if (account.equals("user")) {
            body.putObject("metadata").put("user_id", "bob");
            Client client = new Client(cluster.url(), "sk-gw-user-0123456789");
            assertThat(client.send(Wire.MESSAGES.path(), body).statusCode()).isEqualTo(200);
        }
    }

    /** Runs last of all in its own cluster, for it loses a node. */
    @Test
    void aBudgetIsNotOverspentWhenItsNodeDies() throws Exception {
        String own = postgres.createDatabase();
        BigDecimal budget = new BigDecimal("0.3");
        try (RegionProcesses doomed = cluster(own)) {
            new Client(doomed.url(), "sk-gw-killed-0123456789").send(Wire.MESSAGES.path(), body(TEXT));
            int owner = doomed.numberOf(new LedgerFile(own).spender());
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < ROLES.size(); i++) {
                if (i != owner) {
                    clients.add(new Client(doomed.url(i), "sk-gw-killed-0123456789", "20s"));
                }
            }
            Tally tally = new Tally();
            AtomicInteger after = new AtomicInteger();
            AtomicInteger over = new AtomicInteger();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    Client client = clients.get(i % clients.size());
                    all.add(callers.submit(() -> {
                        while (over.get() < CALLERS) {
                            try {
                                HttpResponse<String> answer = client.send(Wire.MESSAGES.path(), body(TEXT));
                                tally.add(answer);
                                if (answer.statusCode() == 429) {
                                    over.incrementAndGet();
                                } else if (answer.statusCode() == 200
                                        && !doomed.processes()
                                                .get(owner)
                                                .process()
                                                .isAlive()) {
                                    after.incrementAndGet();
                                }
                            } catch (UncheckedIOException cut) {
                                // Its router or translator died with the node.
                            }
                        }
                    }));
                }
                while (tally.served < 100) {
                    Thread.onSpinWait();
                }
                doomed.processes().get(owner).process().kill();
                for (Future<?> each : all) {
                    each.get();
                }
            }
            BigDecimal spent = new Client(doomed.url(owner == 0 ? 1 : 0), "sk-gw-killed-0123456789")
                    .credits()
                    .spent();
            System.out.println("killed: told " + tally.cost + ", spent " + spent + " of " + budget + ", " + tally.served
                    + " calls, " + after + " after the kill");
            assertThat(after.get()).isPositive();
            assertThat(spent).isLessThanOrEqualTo(budget);
            assertThat(tally.cost).isLessThanOrEqualTo(budget);
        }
        assertThat(new LedgerFile(own).audit())
                .filteredOn(fault -> !fault.startsWith("R3 a reservation is overdue"))
                .isEmpty();
    }
}
