package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call costs, as its client is told, is what its account pays. */
interface MoneySuite {
    RunningGateway gateway();

    @ParameterizedTest
    @CsvSource({
        "MESSAGES, claude-native",
        "MESSAGES, gpt-native",
        "MESSAGES, fallback",
        "CHAT, claude-native",
        "CHAT, gpt-native",
        "CHAT, fallback"
    })
    default void creditFallsByTheCostOfAnAnswer(Wire wire, String model) {
        Client client = new Client(gateway().url(), GatewayConfig.KEY);
        Client.Credits before = client.credits();

        Client.Answer answer = client.post(wire, wire.body(model, "What do you cost?", 100));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        BigDecimal cost = GatewayConfig.cost(
                wire.inputTokens(answer.body().path("usage")),
                wire.outputTokens(answer.body().path("usage")));
        assertThat(answer.cost()).isEqualByComparingTo(cost).isPositive();
        assertPaid(client, before, answer.requestId(), cost);
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGES, claude-native",
        "MESSAGES, gpt-native",
        "MESSAGES, fallback",
        "CHAT, claude-native",
        "CHAT, gpt-native",
        "CHAT, fallback"
    })
    default void creditFallsByTheCostOfAStream(Wire wire, String model) {
        Client client = new Client(gateway().url(), GatewayConfig.KEY);
        Client.Credits before = client.credits();

        Client.Streamed stream =
                client.stream(wire, wire.streamBody(model, "What do you cost? [[sim tokens=40]]", 100));

        assertThat(stream.complete()).as(stream.toString()).isTrue();
        assertThat(stream.data().stream().filter(data -> data.contains("\"gateway_usage\"")))
                .hasSize(1);
        assertThat(stream.cost()).isPositive();
        assertPaid(client, before, stream.requestId(), stream.cost());
    }

    private static void assertPaid(Client client, Client.Credits before, String requestId, BigDecimal cost) {
        Client.Credits after = client.credits();
        assertThat(before.balance().subtract(after.balance())).isEqualByComparingTo(cost);
        assertThat(after.spent().subtract(before.spent())).isEqualByComparingTo(cost);
        assertThat(after.reserved()).isEqualByComparingTo(before.reserved());
        Client.Answer generation = client.get("/v1/generations/" + requestId);
        assertThat(generation.status()).isEqualTo(200);
        assertThat(generation.body().path("cost_usd").decimalValue()).isEqualByComparingTo(cost);
        assertThat(generation.body().path("outcome").asText()).isEqualTo("completed");
    }
}
