package org.modelgate.router.provider.featherless;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelUnitsTest {
    @ParameterizedTest
    @CsvSource({
        "Qwen/Qwen2.5-0.5B-Instruct, 1",
        "meta-llama/Meta-Llama-3.1-8B-Instruct, 1",
        "org/Model-15b, 1",
        "mistralai/Mistral-Small-24B-Instruct-2501, 2",
        "Qwen/Qwen3-32B, 2",
        "01-ai/Yi-34B-Chat, 2",
        "Qwen/Qwen2.5-72B-Instruct, 4",
        "mistralai/Mixtral-8x7B-Instruct-v0.1, 4",
        "deepseek-ai/DeepSeek-R1, 4",
        "org/Qwen3-30B-A3B, 2",
        "org/b, 4",
        "org/1.2.3b, 4"
    })
    void aModelCostsByTheSizeInItsName(String model, int units) {
        assertThat(new ModelUnits().units(model)).isEqualTo(units);
    }
}
