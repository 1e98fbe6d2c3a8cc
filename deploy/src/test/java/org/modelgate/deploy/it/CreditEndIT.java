package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.modelgate.common.json.Json;

/**
 * An answer whose account runs out of credit on its way ends in order. The provider ignores the cap of output tokens that it was
 * sent, as some servers do: with one that keeps it an answer never costs more than what was reserved.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CreditEndIT {
    private static final String TEXT = "Go on and on [[sim tokens=60000 overrun=1 chunk=50 pace=10ms]]";
    /** For some hundred tokens of output. */
    private static final BigDecimal CREDIT = new BigDecimal("0.0100");

    private static final List<String> MODELS =
            List.of(GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.RESPONSES, GatewayConfig.GEMINI);

    private enum ClientWire {
        MESSAGES("/v1/messages") {
            @Override
            void checkEnd(List<JsonNode> events) {
                List<String> types =
                        events.stream().map(e -> e.path("type").asText()).toList();
                assertThat(types.getFirst()).isEqualTo("message_start");
                assertThat(types.subList(types.size() - 3, types.size()))
                        .containsExactly("content_block_stop", "message_delta", "message_stop");
                JsonNode delta = events.get(events.size() - 2);
                assertThat(delta.at("/delta/stop_reason").asText()).isEqualTo("max_tokens");
                assertThat(delta.at("/gateway_usage/stop").asText()).isEqualTo("credit");
                assertThat(types.stream().filter("content_block_start"::equals).count())
                        .isEqualTo(types.stream()
                                .filter("content_block_stop"::equals)
                                .count());
            }

            @Override
            JsonNode usage(List<JsonNode> events) {
                return events.get(events.size() - 2).path("gateway_usage");
            }
        },
        CHAT("/v1/chat/completions") {
            @Override
            void checkEnd(List<JsonNode> events) {
                assertThat(events.getLast().asText()).isEqualTo("[DONE]");
                List<String> reasons = events.stream()
                        .map(e -> e.at("/choices/0/finish_reason").asText("null"))
                        .filter(reason -> !reason.equals("null") && !reason.isEmpty())
                        .toList();
                assertThat(reasons).containsExactly("length");
                assertThat(usage(events).path("stop").asText()).isEqualTo("credit");
            }

            @Override
            JsonNode usage(List<JsonNode> events) {
                return events.get(events.size() - 2).path("gateway_usage");
            }
        },
        RESPONSES("/v1/responses") {
            @Override
            void checkEnd(List<JsonNode> events) {
                List<String> types =
                        events.stream().map(e -> e.path("type").asText()).toList();
                assertThat(types.subList(types.size() - 4, types.size()))
                        .containsExactly(
                                "response.output_text.done",
                                "response.content_part.done",
                                "response.output_item.done",
                                "response.incomplete");
                JsonNode response = events.getLast().path("response");
                assertThat(response.path("status").asText()).isEqualTo("incomplete");
                assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
                StringBuilder deltas = new StringBuilder();
                for (int i = 0; i < events.size(); i++) {
                    assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
                    if (types.get(i).equals("response.output_text.delta")) {
                        deltas.append(events.get(i).path("delta").asText());
                    }
                }
                String last = response.path("output")
                        .path(response.path("output").size() - 1)
                        .at("/content/0/text")
                        .asText();
                assertThat(last).isEqualTo(deltas.toString());
                assertThat(usage(events).path("stop").asText()).isEqualTo("credit");
            }

            @Override
            JsonNode usage(List<JsonNode> events) {
                return events.getLast().at("/response/gateway_usage");
            }
        };

        private final String path;

        ClientWire(String path) {
            this.path = path;
        }

        ObjectNode body(String model) {
            ObjectNode body =
                    Json.mapper().createObjectNode().put("model", model).put("stream", true);
            switch (this) {
                case MESSAGES, CHAT ->
                    body.putArray("messages").addObject().put("role", "user").put("content", TEXT);
                case RESPONSES -> body.put("input", TEXT).put("store", false);
            }
            return this == MESSAGES ? body.put("max_tokens", 400) : body;
        }

        abstract void checkEnd(List<JsonNode> events);

        abstract JsonNode usage(List<JsonNode> events);
    }

    private Simulator simulator;
    private SingleProcess gateway;

    static Stream<Arguments> pairs() {
        return Stream.of(ClientWire.values())
                .flatMap(client -> MODELS.stream().map(model -> Arguments.of(client, model)));
    }

    private static GatewayConfig.Account account(ClientWire client, String model) {
        return new GatewayConfig.Account("tiny-" + client.name().toLowerCase(Locale.ROOT) + "-" + model, CREDIT);
    }

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        simulator = Simulator.start(directory);
        List<GatewayConfig.Account> accounts = pairs().map(
                        pair -> account((ClientWire) pair.get()[0], (String) pair.get()[1]))
                .toList();
        GatewayConfig config = GatewayConfig.of(simulator, directory).withAccounts(accounts);
        gateway = SingleProcess.start(directory, config, simulator);
    }

    @AfterAll
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        simulator.close();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aStreamEndsInOrderWhenItsAccountHasNoMore(ClientWire wire, String model) {
        Client client = new Client(gateway.url(), account(wire, model).key());
        HttpResponse<String> response = client.send(wire.path, wire.body(model));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        response.body().lines().filter(line -> line.startsWith("data:")).forEach(line -> {
            String data = line.substring("data:".length()).strip();
            events.add(data.equals("[DONE]") ? Json.mapper().getNodeFactory().textNode(data) : Client.json(data));
        });
        wire.checkEnd(events);
        BigDecimal told = wire.usage(events).path("cost_usd").decimalValue();
        Client.Credits after = client.credits();
        assertThat(after.spent()).isEqualByComparingTo(told).isLessThanOrEqualTo(CREDIT);
        assertThat(after.reserved()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(after.balance()).isEqualByComparingTo(CREDIT.subtract(told));
    }
}
