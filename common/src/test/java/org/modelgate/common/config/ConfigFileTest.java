package org.modelgate.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOST", "db.example", "EMPTY", "", "PORT", "8443", "TRICKY", "a$1\\b: {c}");

    private static Reading read(String yaml) {
        return ConfigFile.read(yaml, name -> Optional.ofNullable(ENVIRONMENT.get(name)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${HOST}                    | db.example
            postgresql://${HOST}:5432  | postgresql://db.example:5432
            ${HOST}:${PORT}            | db.example:8443
            ${NONE:-fallback}          | fallback
            ${HOST:-fallback}          | db.example
            ${NONE:-a:-b}              | a:-b
            $HOST                      | $HOST
            ${TRICKY}                  | a$1\\b: {c}
            """)
    void environmentIsPutIntoStrings(String text, String expected) {
        Reading reading = read("value: \"" + text + "\"");

        assertThat(reading.root().string("value")).isEqualTo(expected);
        assertThat(reading.problems().lines()).isEmpty();
    }

    @Test
    void anEmptyVariableAndAnEmptyDefaultAreValues() {
        Reading reading = read("{ a: \"${EMPTY:-x}\", b: \"${NONE:-}\" }");

        assertThat(reading.root().string("a")).isEmpty();
        assertThat(reading.root().string("b")).isEmpty();
        assertThat(reading.problems().lines()).isEmpty();
    }

    @Test
    void aSubstitutedNumberIsANumber() {
        assertThat(read("port: ${PORT}").root().integer("port", 1, 1, 65_535)).isEqualTo(8443);
    }

    @Test
    void aMissingVariableIsNamedWithItsPath() {
        Reading reading = read("""
                providers:
                  gpt: { api_key: "${OPENAI}" }
                keys:
                  - { key: one }
                  - { key: "${NONE}" }
                """);

        assertThat(reading.problems().lines())
                .containsExactly(
                        "providers.gpt.api_key: the environment variable OPENAI is not set",
                        "keys[1].key: the environment variable NONE is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1, 2", "a: b: c", "\tserver: {}", "a: \"open"})
    void brokenYamlIsOneProblemWithItsLine(String yaml) {
        Reading reading = read("ok: 1\n" + yaml);

        assertThat(reading.problems().lines()).singleElement().asString().containsPattern("no YAML \\(line [1-9]");
        assertThat(reading.root().present()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "[1, 2]", "42"})
    void aFileThatIsNoMappingIsAProblem(String yaml) {
        Reading reading = read(yaml);

        assertThat(reading.root().present()).isFalse();
        assertThat(reading.problems().lines()).containsExactly("(file): must be a mapping");
    }

    /** The second of two equal keys would win silently, and half a configuration be lost. */
    @Test
    void aKeyThatStandsTwiceIsAProblem() {
        assertThat(read("server: { port: 1 }\nserver: { port: 2 }").problems().lines())
                .singleElement()
                .asString()
                .contains("server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment", "---"})
    void anEmptyFileHasDefaultsOnly(String yaml) {
        Reading reading = read(yaml);

        assertThat(reading.root().integer("port", 7, 0, 9)).isEqualTo(7);
        assertThat(reading.problems().lines()).isEmpty();
    }

    @Test
    void aSecretDoesNotPrintItself() {
        assertThat(List.of(new Secret("sk-123"))).hasToString("[Secret[***]]");
    }
}
