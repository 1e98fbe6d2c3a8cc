package org.modelgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;

/** The operator's page on providers, and what is one without a file. */
class ProvidersDocTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

    private static String page() throws IOException {
        return Files.readString(Path.of("docs", "providers.md"));
    }

    private static Settings.Loaded load(String yaml) {
        return Settings.load(yaml, name -> Optional.of("value-of-" + name.toLowerCase(Locale.ROOT)), TODAY);
    }

    @Test
    void eachTypeHasItsRow() throws IOException {
        String page = page();
        Stream<String> rows =
                page.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("`", -1)[1]);

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Providers.all().stream().map(p -> p.type()).toList());
    }

    @Test
    void theExampleIsAConfigurationWithEachType() throws IOException {
        String yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        Settings.Loaded loaded = load(yaml);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.settings().router().providers().values().stream()
                        .map(p -> p.provider().type()))
                .containsAll(Providers.all().stream().map(p -> p.type()).toList());
    }

    static Stream<List<String>> variables() {
        return Stream.of(
                List.of("anthropic", "ANTHROPIC_API_KEY"),
                List.of("openai", "OPENAI_API_KEY"),
                List.of("openrouter", "OPENROUTER_API_KEY"),
                List.of("gemini", "GEMINI_API_KEY"),
                List.of("gemini", "GOOGLE_API_KEY"),
                List.of("vertex", "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT"),
                List.of("bedrock", "AWS_REGION", "AWS_BEARER_TOKEN_BEDROCK"),
                List.of("bedrock", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
                List.of("azure", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),
                List.of("portkey", "PORTKEY_API_KEY"),
                List.of("mistral", "MISTRAL_API_KEY"),
                List.of("groq", "GROQ_API_KEY"),
                List.of("deepseek", "DEEPSEEK_API_KEY"),
                List.of("xai", "XAI_API_KEY"),
                List.of("together", "TOGETHER_API_KEY"),
                List.of("fireworks", "FIREWORKS_API_KEY"),
                List.of("cerebras", "CEREBRAS_API_KEY"),
                List.of("featherless", "FEATHERLESS_API_KEY"));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void aVendorsUsualVariablesMakeItAProviderOfAStartWithoutAFile(List<String> expected) {
        List<String> set = expected.subList(1, expected.size());
        Settings.Loaded loaded =
                Settings.load(DefaultConfig.yaml(name -> value(name, set), null), name -> value(name, set), TODAY);

        assertThat(loaded.problems()).isEmpty();
        ProviderConfig provider = loaded.settings().router().providers().get(expected.getFirst());
        assertThat(provider.baseUrl()).isNotNull();
        assertThat(provider.apiKey() != null || provider.credential() != null).isTrue();
    }

    private static Optional<String> value(String name, List<String> set) {
        if (!set.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(
                name.endsWith("ENDPOINT")
                        ? "https://acme.openai.azure.com/"
                        : name.equals("AWS_REGION") ? "eu-west-1" : "some-value");
    }

    @Test
    void withoutVariablesThereIsTheSimulatorAlone() {
        Settings.Loaded loaded =
                Settings.load(DefaultConfig.yaml(name -> Optional.empty(), null), name -> Optional.empty(), TODAY);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.settings().router().providers()).containsOnlyKeys("simulator");
    }
}
