package org.modelgate.translator.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.common.inference.Reasoning.Mode.ADAPTIVE;
import static org.modelgate.common.inference.Reasoning.Mode.BETWEEN_TOOLS;
import static org.modelgate.common.inference.Reasoning.Mode.BUDGET;
import static org.modelgate.common.inference.Reasoning.Mode.OFF;
import static org.modelgate.common.inference.Reasoning.Mode.UNSPECIFIED;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.translator.Warnings;

/** What each family of models is sent for what a client asks of reasoning. */
class GeminiModelTest {
    private final Warnings warnings = new Warnings();

    private String config(String model, Reasoning.Mode mode, @Nullable String effort, @Nullable Long budget) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        Reasoning asked = new Reasoning(mode, effort, budget, "omitted");
        new ThinkingWriter(asked, GeminiModel.of(model), warnings).write(config);
        return config.path("thinkingConfig").toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-pro        | low     | 2048",
                "gemini-2.5-pro        | minimal | 512",
                "gemini-2.5-pro        | max     | 32768",
                "gemini-2.5-flash      | max     | 24576",
                "gemini-2.5-flash-lite | minimal | 512",
            })
    void effortBecomesABudget(String model, String effort, long tokens) {
        assertThat(config(model, ADAPTIVE, effort, null)).isEqualTo("{\"thinkingBudget\":" + tokens + "}");
        assertThat(warnings.entries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-3-pro-preview    | minimal | LOW     | clamped-to-low",
                "gemini-3-pro-preview    | medium  | HIGH    | clamped-to-high",
                "gemini-3.1-pro-preview  | medium  | MEDIUM  |",
                "gemini-3-flash-preview  | minimal | MINIMAL |",
                "gemini-3.6-flash        | xhigh   | HIGH    | clamped-to-high",
                "gemini-4-argon          | minimal | LOW     | clamped-to-low",
                "models/gemini-3.8-flash | high    | HIGH    |",
            })
    void effortBecomesALevel(String model, String effort, String level, @Nullable String warning) {
        assertThat(config(model, ADAPTIVE, effort, null)).isEqualTo("{\"thinkingLevel\":\"" + level + "\"}");
        assertThat(warnings.entries()).isEqualTo(warning == null ? List.of() : List.of("reasoning_effort;" + warning));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-flash | {\"thinkingBudget\":0}           |",
                "gemini-2.5-pro   | {\"thinkingBudget\":128}         | reasoning_effort;cannot-be-off",
                "gemini-3-pro     | {\"thinkingLevel\":\"LOW\"}      | reasoning_effort;cannot-be-off",
                "gemini-3-flash   | {\"thinkingLevel\":\"MINIMAL\"}  | reasoning_effort;cannot-be-off",
                "gemini-2.0-flash | ''                               |",
            })
    void reasoningIsSwitchedOffAsFarAsTheModelAllows(String model, String sent, @Nullable String warning) {
        assertThat(config(model, OFF, null, null)).isEqualTo(sent);
        assertThat(warnings.entries()).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-pro   | 5000  | {\"thinkingBudget\":5000}       |",
                "gemini-2.5-flash | 30000 | {\"thinkingBudget\":24576}      | clamped-to-24576",
                "gemini-3.6-flash | 4095  | {\"thinkingLevel\":\"LOW\"}     | as-effort",
                "gemini-3.6-flash | 4096  | {\"thinkingLevel\":\"MEDIUM\"}  | as-effort",
                "gemini-3.6-flash | 16384 | {\"thinkingLevel\":\"HIGH\"}    | as-effort",
                "gemini-2.0-flash | 5000  | ''                              | unsupported",
            })
    void aBudgetIsKeptOrBecomesALevel(String model, long tokens, String sent, @Nullable String warning) {
        assertThat(config(model, BUDGET, null, tokens)).isEqualTo(sent);
        assertThat(warnings.entries())
                .isEqualTo(warning == null ? List.of() : List.of("thinking.budget_tokens;" + warning));
    }

    @Test
    void whatTheClientDoesNotSayIsLeftToTheModel() {
        assertThat(config("gemini-3-pro", UNSPECIFIED, null, null)).isEmpty();
        assertThat(config("gemini-3-pro", ADAPTIVE, null, null)).isEmpty();
        assertThat(config("gemini-2.5-flash", ADAPTIVE, null, null)).isEqualTo("{\"thinkingBudget\":-1}");
        assertThat(config("gemini-3-pro", UNSPECIFIED, "high", null)).isEqualTo("{\"thinkingLevel\":\"HIGH\"}");
    }

    @Test
    void thinkingBetweenToolsIsNotKnown() {
        assertThat(config("gemini-2.5-flash", BETWEEN_TOOLS, null, null)).isEqualTo("{\"thinkingBudget\":0}");
        assertThat(warnings.entries()).containsExactly("thinking;approximated");
    }

    @Test
    void namesWithoutAVersionAreTheNewestOnlyIfTheySaySo() {
        assertThat(GeminiModel.of("gemini-flash-latest").isThird()).isTrue();
        assertThat(GeminiModel.of("gemini-exp").isThird()).isFalse();
        assertThat(GeminiModel.of("gemma-3-27b-it").takesJsonSchema()).isFalse();
        assertThat(GeminiModel.of("gemini-2.0-flash").takesJsonSchema()).isFalse();
    }

    @Test
    void theNewestModelsTakeNoSampling() {
        assertThat(GeminiModel.of("gemini-3.5-flash").takesSampling()).isTrue();
        assertThat(GeminiModel.of("gemini-3.5-flash-lite").takesSampling()).isFalse();
        assertThat(GeminiModel.of("gemini-3.6-flash").takesSampling()).isFalse();
    }
}
