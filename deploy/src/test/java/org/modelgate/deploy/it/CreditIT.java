package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Credit is never overspent, and not refused to those it suffices for. */
@TestInstance(Lifecycle.PER_CLASS)
class CreditIT {
    private static final int CALLS = 200;
    private static final int CREDIT_FOR = 10;
    /** All calls are admitted before the first answer comes; the answer reaches its cap, so that it costs what was reserved. */
    private static final String TEXT = "Spend it [[sim tokens=3000 first=1500ms]]";

    private static final int MAX_TOKENS = 1000;

    private record Kind(Wire wire, String model) {
        ObjectNode body() {
            return wire.body(model, TEXT, MAX_TOKENS);
        }

        String account() {
            return "poor-" + wire.name().toLowerCase(Locale.ROOT) + "-" + model;
        }
    }

    private Simulator simulator;
    private SingleProcess gateway;
    private GatewayConfig config;

    private static List<Kind> kinds() {
        return List.of(
                new Kind(Wire.MESSAGES, GatewayConfig.CLAUDE),
                new Kind(Wire.MESSAGES, GatewayConfig.GPT),
                new Kind(Wire.CHAT, GatewayConfig.GPT),
                new Kind(Wire.CHAT, GatewayConfig.CLAUDE));
    }

    static Stream<Arguments> accounts() {
        return kinds().stream().map(kind -> Arguments.of(kind.account(), kind));
    }

    /** Measures with the rich account first; a second start knows the poor ones. */
    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        simulator = Simulator.start(directory);
        config = GatewayConfig.of(simulator, directory);
        List<GatewayConfig.Account> poor = new ArrayList<>();
        try (SingleProcess first = SingleProcess.start(directory, config, simulator)) {
            Client rich = new Client(first.url(), GatewayConfig.KEY);
            for (Kind kind : kinds()) {
                Client.Answer answer = rich.post(kind.wire, kind.body());
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                BigDecimal credits = answer.cost().multiply(BigDecimal.valueOf(CREDIT_FOR));
                poor.add(new GatewayConfig.Account(kind.account(), credits));
            }
        }
        config = config.withAccounts(poor);
        gateway = SingleProcess.start(directory, config, simulator);
    }

    @AfterAll
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        simulator.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accounts")
    void parallelCallsSpendAtMostTheCredit(String account, Kind kind) throws Exception {
        BigDecimal credit = config.accounts().stream()
                .filter(known -> known.id().equals(account))
                .map(GatewayConfig.Account::credits)
                .findFirst()
                .orElseThrow();
        Client client = new Client(gateway.url(), new GatewayConfig.Account(account, credit).key());
        List<Future<Client.Answer>> calls = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLS; i++) {
                calls.add(callers.submit(() -> client.post(kind.wire, kind.body())));
            }
        }
        int succeeded = 0;
        BigDecimal told = BigDecimal.ZERO;
        for (Future<Client.Answer> call : calls) {
            Client.Answer answer = call.get();
            if (answer.status() == 200) {
                succeeded++;
                told = told.add(answer.cost());
            } else {
                assertRefused(kind.wire, answer);
            }
        }
        System.out.println(
                account + ": " + succeeded + " of " + CALLS + " succeeded, credit " + credit + ", spent " + told);
        assertThat(succeeded).isBetween(CREDIT_FOR - 1, CREDIT_FOR);
        Client.Credits after = client.credits();
        assertThat(after.spent()).isEqualByComparingTo(told).isLessThanOrEqualTo(credit);
        assertThat(after.reserved()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(after.balance()).isEqualByComparingTo(credit.subtract(told));
    }

    private static void assertRefused(Wire wire, Client.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(402);
        assertThat(answer.body().path("error").path("code").asText()).isEqualTo("insufficient_credits");
        assertThat(answer.body().path("error").path("type").asText())
                .isEqualTo(wire == Wire.MESSAGES ? "billing_error" : "insufficient_quota");
        assertThat(answer.body().path("error").path("message").asText()).isNotBlank();
    }
}
