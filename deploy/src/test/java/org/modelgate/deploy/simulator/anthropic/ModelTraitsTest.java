package org.modelgate.deploy.simulator.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTraitsTest {

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929, disabled enabled, true",
        "anthropic/claude-opus-4.5, disabled enabled, true",
        "us.anthropic.claude-sonnet-4-20250514-v1:0, disabled enabled, true",
        "claude-opus-4-6, adaptive disabled enabled, true",
        "claude-opus-4-8, adaptive disabled, false",
        "claude-sonnet-5, adaptive disabled, false",
        "claude-opus-5-5, adaptive, false",
        "claude-sonnet-5-5, adaptive between_tools, false",
        "claude-fable-5, adaptive, false",
        "claude-3-5-sonnet-20241022, adaptive between_tools disabled enabled, true",
        "my-own-model, adaptive between_tools disabled enabled, true"
    })
    void theNameTellsTheGeneration(String model, String thinkingTypes, boolean sampling) {
        ModelTraits traits = ModelTraits.of(model);

        assertThat(traits.thinkingTypes()).containsExactlyInAnyOrder(thinkingTypes.split(" "));
        assertThat(traits.sampling()).isEqualTo(sampling);
    }

    @Test
    void onlyTheNewestBindTheirThinkingAndRefuseForcedTools() {
        assertThat(ModelTraits.of("claude-opus-5-5").bindsThinking()).isTrue();
        assertThat(ModelTraits.of("claude-fable-5-1").forcedTools()).isFalse();
        assertThat(ModelTraits.of("claude-fable-5").bindsThinking()).isFalse();
        assertThat(ModelTraits.of("claude-sonnet-5-5").forcedTools()).isTrue();
    }
}
