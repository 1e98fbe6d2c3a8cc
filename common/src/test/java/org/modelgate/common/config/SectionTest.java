package org.modelgate.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {
    private static Reading read(String yaml) {
        return ConfigFile.read(yaml, name -> Optional.empty());
    }

    @Test
    void unknownKeysAreReportedWithTheirPathAlsoInListsAndNames() {
        Reading reading = read("""
                server: { port: 1, prot: 2 }
                models:
                  - id: a
                    targets:
                      - { provider: p, modle: m }
                providers:
                  gpt: { type: openai, typ: x }
                cashe: {}
                """);
        Section root = reading.root();
        root.section("server").integer("port", 0, 0, 9);
        for (Section model : root.list("models")) {
            model.string("id");
            model.list("targets").forEach(target -> target.string("provider"));
        }
        root.named("providers").values().forEach(provider -> provider.string("type"));
        reading.reportUnknownKeys();

        assertThat(reading.problems().lines())
                .containsExactlyInAnyOrder(
                        "cashe: is not a known key",
                        "server.prot: is not a known key",
                        "models[0].targets[0].modle: is not a known key",
                        "providers.gpt.typ: is not a known key");
    }

    @Test
    void aKeyIsKnownOnceAnyModuleAskedForIt() {
        Reading reading = read("server: { host: h, port: 1 }");
        reading.root().section("server").string("host");
        reading.root().section("server").integer("port", 0, 0, 9);
        reading.reportUnknownKeys();

        assertThat(reading.problems().lines()).isEmpty();
    }

    @Test
    void aSectionNobodyReadIsUnknown() {
        Reading reading = read("oidc: [{ issuer: x }]");
        reading.root().string("server");
        reading.reportUnknownKeys();

        assertThat(reading.problems().lines()).containsExactly("oidc: is not a known key");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "5m, 300000", "2h, 7200000", "1d, 86400000", "0s, 0"})
    void durationsHaveUnits(String text, long millis) {
        assertThat(read("d: " + text).root().duration("d", Duration.ofDays(9))).hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10 s", "-1s", "1.5s", "s", "10sec", "1S"})
    void aDurationWithoutUnitIsAProblemAndTheDefaultHolds(String text) {
        Reading reading = read("d: \"" + text + "\"");

        assertThat(reading.root().duration("d", Duration.ofSeconds(3))).hasSeconds(3);
        assertThat(reading.problems().lines())
                .containsExactly("d: must be a duration such as 500ms, 10s or 5m, not '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999s", "9223372036854775807d", "9223372036854775807h"})
    void aDurationBeyondAllTimeIsAProblem(String text) {
        Reading reading = read("d: " + text);

        assertThat(reading.root().duration("d", Duration.ofSeconds(3))).hasSeconds(3);
        assertThat(reading.problems().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"17B, 17", "64KB, 65536", "32MB, 33554432", "2GB, 2147483648", "1kb, 1024"})
    void sizesHaveUnits(String text, long bytes) {
        assertThat(read("s: " + text).root().bytes("s", 1)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32", "1.5MB", "-1KB", "32 MB", "many", "99999999999GB"})
    void aSizeThatIsNoneIsAProblem(String text) {
        Reading reading = read("s: \"" + text + "\"");

        assertThat(reading.root().bytes("s", 77)).isEqualTo(77);
        assertThat(reading.problems().lines()).singleElement().asString().startsWith("s: must be a ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0       | port: must be from 1 to 65535
            65536   | port: must be from 1 to 65535
            80.5    | port: must be a whole number that fits, not '80.5'
            http    | port: must be a number, not 'http'
            [1]     | port: must be a string
            """)
    void aNumberOutOfItsRangeIsAProblem(String text, String problem) {
        Reading reading = read("port: " + text);

        assertThat(reading.root().integer("port", 8080, 1, 65_535)).isEqualTo(8080);
        assertThat(reading.problems().lines()).containsExactly(problem);
    }

    /** Money is read as it stands in the file: no double in between. */
    @Test
    void decimalsAreExact() {
        Section root = read("{ credits: 0.1000000000000000055, price: 1e-7 }").root();

        assertThat(root.decimal("credits")).isEqualTo(new BigDecimal("0.1000000000000000055"));
        assertThat(root.decimal("price")).isEqualByComparingTo(new BigDecimal("0.0000001"));
        assertThat(root.decimal("absent")).isNull();
    }

    @Test
    void aBooleanIsTrueOrFalse() {
        Reading reading = read("{ a: true, b: false, c: maybe }");

        assertThat(reading.root().bool("a", false)).isTrue();
        assertThat(reading.root().bool("b", true)).isFalse();
        assertThat(reading.root().bool("c", true)).isTrue();
        assertThat(reading.problems().lines()).containsExactly("c: must be true or false");
    }

    @Test
    void allFaultsAreFoundInOneReading() {
        Reading reading = read("""
                server: on
                models: { id: a }
                providers: [a]
                members: one
                headers: x
                keys: [just-text, { key: "" }]
                timeout: soon
                """);
        Section root = reading.root();
        assertThat(root.section("server").present()).isFalse();
        assertThat(root.list("models")).isEmpty();
        assertThat(root.named("providers")).isEmpty();
        assertThat(root.strings("members")).isEmpty();
        assertThat(root.stringMap("headers")).isEmpty();
        root.list("keys").forEach(key -> key.required("key"));
        root.duration("timeout", Duration.ZERO);

        assertThat(reading.problems().lines())
                .containsExactlyInAnyOrder(
                        "server: must be a mapping",
                        "models: must be a list",
                        "providers: must be a mapping of names",
                        "members: must be a list of strings",
                        "headers: must be a mapping",
                        "keys[0]: must be a mapping",
                        "keys[0].key: is required",
                        "keys[1].key: is required",
                        "timeout: must be a duration such as 500ms, 10s or 5m, not 'soon'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"members: [a, { b: c }]", "members: [a, [b]]", "members: [a, null]"})
    void anItemThatIsNoStringIsAProblem(String yaml) {
        Reading reading = read(yaml);
        reading.root().strings("members");

        assertThat(reading.problems().lines()).singleElement().asString().startsWith("members[1]");
    }

    @Test
    void aHeaderThatIsNoStringIsAProblem() {
        Reading reading = read("headers: { a: b, c: { d: e } }");
        reading.root().stringMap("headers");

        assertThat(reading.problems().lines()).singleElement().asString().startsWith("headers.c");
    }
}
