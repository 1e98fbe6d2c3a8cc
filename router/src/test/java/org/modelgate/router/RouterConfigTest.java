package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.ProviderConfig;

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
    void geminiHasTheModelInItsPathAndItsKeyInAHeader() {
        String yaml = """
                providers:
                  google: { type: gemini, api_key: k }
                models:
                  - { id: m, targets: [{ provider: google, model: models/gemini-3.5-flash }] }
                """;
        Reading reading = ConfigFile.read(yaml, name -> Optional.empty());
        ProviderConfig google =
                RouterConfig.read(reading.root(), LocalDate.EPOCH).providers().get("google");
        Endpoint endpoint = google.provider().endpointFor(DialectId.OPENAI_CHAT, "gemini-3.5-flash");
        assertThat(reading.problems().lines()).isEmpty();
        assertThat(google.baseUrl()).hasToString("https://generativelanguage.googleapis.com");
        assertThat(endpoint.dialect()).isEqualTo(DialectId.GEMINI);
        assertThat(endpoint.auth().header()).isEqualTo("x-goog-api-key");
        assertThat(endpoint.hosting().path("gemini-3.5-flash", false))
                .isEqualTo("/v1beta/models/gemini-3.5-flash:generateContent");
        assertThat(endpoint.hosting().path("models/gemini-3.5-flash", true))
                .isEqualTo("/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse");
        assertThat(endpoint.hosting().path("tunedModels/a b?c", false))
                .isEqualTo("/v1beta/tunedModels/a%20b%3Fc:generateContent");
    }

    @Test
    void anEmptyFileLacksProvidersAndModels() {
        assertThat(problems("{}"))
                .anySatisfy(line -> assertThat(line).startsWith("providers: "))
                .anySatisfy(line -> assertThat(line).startsWith("models: "));
    }
}
