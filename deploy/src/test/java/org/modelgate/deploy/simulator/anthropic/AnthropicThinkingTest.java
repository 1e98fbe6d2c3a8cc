package org.modelgate.deploy.simulator.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;

class AnthropicThinkingTest {

    private static final String ENABLED = "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static Answer ask(String model, String more, String messages) throws Exception {
        return simulator.messages("{\"model\":\"%s\",\"max_tokens\":4096,%s\"messages\":[%s]}"
                .formatted(model, more.isEmpty() ? "" : more + ",", messages));
    }

    private static String user(String text) {
        return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
    }

    private static String assistant(JsonNode content) {
        return "{\"role\":\"assistant\",\"content\":" + content + "}";
    }

    @Test
    void thinkingComesFirstWithASignatureAndIsPartOfTheOutput() throws Exception {
        JsonNode message = ask("claude-sonnet-4-5", ENABLED, user("Think")).json();

        assertThat(message.path("content").findValuesAsText("type")).containsExactly("thinking", "text");
        assertThat(message.path("content").path(0).path("thinking").asText()).isNotEmpty();
        assertThat(message.path("content").path(0).path("signature").asText()).isNotEmpty();
        JsonNode usage = message.path("usage");
        int thinking =
                usage.path("output_tokens_details").path("thinking_tokens").asInt();
        assertThat(thinking).isPositive().isLessThan(usage.path("output_tokens").asInt());
    }

    @Test
    void aModelThatHidesItsThinkingSendsASignatureAlone() throws Exception {
        Answer answer = ask("claude-opus-5-5", "\"stream\":true", user("Think"));

        assertThat(answer.data().stream()
                        .filter(event -> event.path("index").asInt(-1) == 0)
                        .map(event -> event.path("type").asText()
                                + event.path("delta").path("type").asText()))
                .containsExactly("content_block_start", "content_block_deltasignature_delta", "content_block_stop");
        assertThat(simulator.lastServed().path("thinking_tokens").asInt()).isPositive();
        assertThat(simulator.lastServed().path("delivered_output_tokens"))
                .isEqualTo(simulator.lastServed().path("output_tokens"));
    }

    @Test
    void aReplayedBlockPassesAsItWasAndOnlyAsItWas() throws Exception {
        JsonNode content =
                ask("claude-sonnet-4-5", ENABLED, user("Think")).json().path("content");
        String again = user("Think") + "," + assistant(content) + "," + user("Go on");
        String thought = content.path(0).path("thinking").toString();
        String changed = again.replace(thought, thought.replaceFirst("Let", "let"));

        assertThat(ask("claude-sonnet-4-5", ENABLED, again).status()).isEqualTo(200);
        Answer refused = ask("claude-sonnet-4-5", ENABLED, changed);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("error").path("message").asText())
                .isEqualTo("messages.1.content.0: Invalid `signature` in `thinking` block");
    }

    @Test
    void aNewModelsBlockIsBoundToWhatStoodBeforeIt() throws Exception {
        JsonNode content = ask("claude-opus-5-5", "", user("Think")).json().path("content");

        Answer same = ask("claude-opus-5-5", "", user("Think") + "," + assistant(content) + "," + user("Go on"));
        Answer moved = ask("claude-opus-5-5", "", user("Thinks") + "," + assistant(content) + "," + user("Go on"));
        Answer other = ask("claude-opus-4-8", "", user("Thinks") + "," + assistant(content) + "," + user("Go on"));

        assertThat(same.status()).isEqualTo(200);
        assertThat(moved.status()).isEqualTo(400);
        assertThat(moved.json().path("error").path("message").asText()).contains("bound to a different conversation");
        assertThat(other.status()).isEqualTo(200);
    }
}
