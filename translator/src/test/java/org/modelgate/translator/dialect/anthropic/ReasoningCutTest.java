package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("pitfall 26: the bytes of a request without the reasoning in its history")
class ReasoningCutTest {
    private static final String THOUGHT = "{\"type\":\"thinking\",\"thinking\":\"a \\\"b\\\"\",\"signature\":\"s\"}";
    private static final String HIDDEN = "{ \"data\":\"x\", \"type\":\"redacted_thinking\" }";
    private static final String TEXT = "{\"type\":\"text\",\"text\":\"thinking\"}";

    private static String cut(String body) {
        return new String(ReasoningCut.of(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void reasoningBlocksGoWhereverTheyStand() {
        String body =
                "{\"system\":[%s],\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"content\":[%s%s%s],\"role\":\"assistant\"}]}";
        assertThat(cut(body.formatted(TEXT, THOUGHT + "," + HIDDEN + " , ", TEXT, "")))
                .isEqualTo(body.formatted(TEXT, "", TEXT, ""));
        assertThat(cut(body.formatted(TEXT, "", TEXT, "," + THOUGHT))).isEqualTo(body.formatted(TEXT, "", TEXT, ""));
        assertThat(cut(body.formatted(TEXT, TEXT + ",", THOUGHT, "," + TEXT)))
                .isEqualTo(body.formatted(TEXT, TEXT, "", "," + TEXT));
    }

    @Test
    void aMessageOfReasoningAloneGoesWhole() {
        assertThat(cut("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":["
                        + THOUGHT + "]},{\"role\":\"user\",\"content\":\"b\"}],\"x\":1}"))
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}],\"x\":1}");
    }

    @Test
    void classicThinkingIsSwitchedOffInAnOpenToolLoopOnly() {
        String body = "{\"thinking\":{\"type\":\"%s\"%s},\"messages\":[{\"role\":\"assistant\",\"content\":[%s"
                + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{\"type\":\"thinking\"}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"%s\"}]}]}";
        String budget = ",\"budget_tokens\":1024";
        assertThat(cut(body.formatted("enabled", budget, THOUGHT + ",", "tool_result")))
                .isEqualTo(body.formatted("disabled", "", "", "tool_result"));
        assertThat(cut(body.formatted("enabled", budget, THOUGHT + ",", "text")))
                .isEqualTo(body.formatted("enabled", budget, "", "text"));
        assertThat(cut(body.formatted("adaptive", "", THOUGHT + ",", "tool_result")))
                .isEqualTo(body.formatted("adaptive", "", "", "tool_result"));
        String none = body.formatted("enabled", budget, "", "tool_result");
        assertThat(cut(none)).isEqualTo(none);
    }
}
