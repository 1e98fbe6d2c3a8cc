package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;

/** What an operator learns of a wrong file. */
class RouterConfigTest {
    private static final String GOOD = """
            providers:
              one: { type: anthropic, base_url: "http://127.0.0.1:1/", api_key: k }
            models:
              - { id: m, targets: [{ provider: one }] }
            """;

    private static List<String> problems(String yaml) {
        Reading reading = ConfigFile.read(yaml, name -> Optional.empty());
        RouterConfig.read(reading.root(), LocalDate.EPOCH);
        return reading.problems().lines();
    }

    @Test
    void aGoodFileHasNoProblems() {
        assertThat(problems(GOOD)).isEmpty();
    }

    @Test
    void aTargetTakesTheModelsIdWhereItNamesNone() {
        Reading reading = ConfigFile.read(GOOD, name -> Optional.empty());
        RouterConfig config = RouterConfig.read(reading.root(), LocalDate.EPOCH);
        assertThat(config.models().getFirst().targets().getFirst().model()).isEqualTo("m");
        assertThat(config.providers().get("one").baseUrl()).hasToString("http://127.0.0.1:1");
    }

    @Test
    void anUnknownProviderOfATargetIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("provider: one", "provider: two")))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("models[0].targets[0].provider: ")
                        .contains("two"));
    }

    @Test
    void aSecondModelMayNotTakeANameThatIsTaken() {
        String yaml = GOOD + "  - { id: other, aliases: [m], targets: [{ provider: one }] }\n";
        assertThat(problems(yaml))
                .anySatisfy(line ->
                        assertThat(line).startsWith("models[1].aliases[0]: ").contains("models[0].id"));
    }

    @Test
    void aWrongUrlIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("http://127.0.0.1:1/", "ftp://x")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.base_url: "));
    }

    @Test
    void anUnknownTypeIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("type: anthropic", "type: nobody")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.type: "));
    }

    @Test
    void aVendorWithoutKeyIsAProblem() {
        assertThat(problems(GOOD.replace(", base_url: \"http://127.0.0.1:1/\", api_key: k", "")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.api_key: "));
    }

    @Test
    void aHeaderThatTheGatewaySetsIsRefused() {
        assertThat(problems(GOOD.replace("api_key: k", "api_key: k, headers: { Cookie: a }")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.headers.Cookie: "));
    }

    @Test
    void anUnknownStrategyIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("id: m,", "id: m, strategy: random,")))
                .anySatisfy(line -> assertThat(line).startsWith("models[0].strategy: "));
    }

    @Test
    void anEmptyFileLacksProvidersAndModels() {
        assertThat(problems("{}"))
                .anySatisfy(line -> assertThat(line).startsWith("providers: "))
                .anySatisfy(line -> assertThat(line).startsWith("models: "));
    }
}
