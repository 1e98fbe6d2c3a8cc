package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.DialectId;

/** What providers are asked for a count, and what they answer. */
class TokenCounterTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TokenCounter counter(DialectId dialect) {
        return Dialects.get(dialect).counter().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "ANTHROPIC_MESSAGES # {\"model\":\"m\",\"max_tokens\":5,\"stream\":true,\"system\":\"s\",\"thinking\":{\"type\":\"adaptive\"},\"metadata\":{\"user_id\":\"u\"},\"messages\":[1],\"temperature\":1}"
                        + " # {\"model\":\"m\",\"system\":\"s\",\"thinking\":{\"type\":\"adaptive\"},\"messages\":[1]}",
                "OPENAI_RESPONSES # {\"stream\":true,\"model\":\"m\",\"input\":[1],\"max_output_tokens\":16,\"store\":false,\"reasoning\":{},\"include\":[]}"
                        + " # {\"model\":\"m\",\"input\":[1],\"reasoning\":{}}",
                "GEMINI # {\"contents\":[1],\"generationConfig\":{}}"
                        + " # {\"generateContentRequest\":{\"model\":\"models/m\",\"contents\":[1],\"generationConfig\":{}}}",
                "BEDROCK_CONVERSE # {\"system\":[1],\"messages\":[2],\"inferenceConfig\":{\"maxTokens\":1},\"toolConfig\":{\"tools\":[]}}"
                        + " # {\"input\":{\"converse\":{\"system\":[1],\"messages\":[2],\"toolConfig\":{\"tools\":[]}}}}"
            })
    void aRequestIsAskedForAsTheProviderCountsIt(DialectId dialect, String inference, String asked) {
        assertThat(new String(counter(dialect).request(utf8(inference), "m"), StandardCharsets.UTF_8))
                .isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "ANTHROPIC_MESSAGES, input_tokens",
        "OPENAI_RESPONSES, input_tokens",
        "GEMINI, totalTokens",
        "BEDROCK_CONVERSE, inputTokens"
    })
    void theCountIsReadFromTheAnswer(DialectId dialect, String member) {
        assertThat(counter(dialect).tokens(utf8("{\"a\":[1],\"" + member + "\":42}")))
                .isEqualTo(42);
        for (String answer : List.of("{}", "", "{\"" + member + "\":-1}")) {
            assertThatThrownBy(() -> counter(dialect).tokens(utf8(answer))).isInstanceOf(GatewayException.class);
        }
    }

    @Test
    void aResponsesCountHasItsShapeAndNeedsInput() {
        ClientCounting counting =
                Dialects.client(DialectId.OPENAI_RESPONSES).counting().orElseThrow();
        assertThat(counting.path()).isEqualTo("responses/input_tokens");
        assertThat(new String(counting.answer(7), StandardCharsets.UTF_8))
                .isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":7}");
        assertThatThrownBy(() -> counting.scanner().scan(utf8("{\"model\":\"m\"}")))
                .hasMessageStartingWith("input");
    }

    @Test
    void aClientsCountHasItsDialectsShape() {
        ClientCounting counting =
                Dialects.client(DialectId.ANTHROPIC_MESSAGES).counting().orElseThrow();
        assertThat(counting.path()).isEqualTo("messages/count_tokens");
        assertThat(new String(counting.answer(7), StandardCharsets.UTF_8)).isEqualTo("{\"input_tokens\":7}");
        byte[] body = utf8("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        assertThat(counting.scanner().scan(body).model()).isEqualTo("m");
        assertThatThrownBy(() ->
                        Dialects.client(DialectId.ANTHROPIC_MESSAGES).scanner().scan(body))
                .hasMessageStartingWith("max_tokens");
    }
}
