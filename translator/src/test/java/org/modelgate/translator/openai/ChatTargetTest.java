package org.modelgate.translator.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTargetTest {
    @ParameterizedTest
    @ValueSource(strings = {"gpt-8", "gpt-8.1-mini", "openai/gpt-12", "o5", "o5-mini", "ft:gpt-9:acme"})
    void aLaterGenerationOfOpenAisReasonsWithTheLevelsThatAllOfThemTake(String model) {
        ChatTarget target = ChatTarget.of(model.replace(":acme", "-acme"));
        assertThat(target.reasons()).isTrue();
        assertThat(target.efforts()).isEqualTo(List.of("low", "medium", "high"));
        assertThat(target.capField()).isEqualTo(ChatTarget.NEW_CAP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "gpt-4.1",
                "gpt-35-turbo",
                "gpt-3.5-turbo",
                "gpt-audio",
                "olmo-2",
                "o200k",
                "llama-4",
                "gpt-8x"
            })
    void otherNamesAreNot(String model) {
        assertThat(ChatTarget.of(model).efforts()).isEmpty();
    }
}
