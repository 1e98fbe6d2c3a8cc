package org.modelgate.router.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.RouterConfig;

/** The list of names that models are known by; {@code deploy/docs/routing.md} has the rules. */
class ModelNamesTest {
    private static final ModelCatalog CATALOG = catalog();

    private static ModelCatalog catalog() {
        Reading reading = ConfigFile.read("""
                providers:
                  anthropic: { type: anthropic, api_key: k }
                  aws: { type: bedrock, region: us-east-1, api_key: k }
                  gpt: { type: openai, api_key: k }
                  router: { type: openrouter, api_key: k }
                models:
                  - id: claude-sonnet-4-5
                    aliases: [claude-sonnet-4-5-20250929, fast-claude]
                    targets:
                      - { provider: anthropic, model: claude-sonnet-4-5-20250929 }
                      - { provider: aws, model: us.anthropic.claude-sonnet-4-5-v1:0 }
                  - id: claude-opus-4-5
                    targets: [{ provider: aws, model: anthropic.claude-opus-4-5-v1:0 }]
                  - id: gpt-4.1
                    targets: [{ provider: gpt }, { provider: router, model: openai/gpt-4.1 }]
                  - id: gpt-4o
                    targets: [{ provider: gpt, model: gpt-4o-2024-08-06 }]
                  - id: gpt-4o-2024-11-20
                    targets: [{ provider: gpt }]
                  - id: mixed
                    targets: [{ provider: anthropic, model: claude-haiku-4-5 }, { provider: gpt, model: gpt-5-mini }]
                  - id: cheap
                    targets: [{ provider: gpt, model: gpt-5-nano }]
                  - id: cheaper
                    targets: [{ provider: gpt, model: gpt-5-nano }]
                  - id: team/model:free
                    targets: [{ provider: router, model: "team/model:free" }]
                """, name -> Optional.empty());
        RouterConfig config = RouterConfig.read(reading.root(), LocalDate.EPOCH);
        if (!reading.problems().isEmpty()) {
            throw new AssertionError(reading.problems().lines());
        }
        return new ModelCatalog(config.models());
    }

    @ParameterizedTest
    @CsvSource({
        // as configured
        "claude-sonnet-4-5,                    claude-sonnet-4-5, anthropic aws",
        "claude-sonnet-4-5-20250929,           claude-sonnet-4-5, anthropic aws",
        "fast-claude,                          claude-sonnet-4-5, anthropic aws",
        "team/model:free,                      team/model:free,   router",
        // with a provider: its name, its kind, or what others call that
        "anthropic/claude-sonnet-4-5,          claude-sonnet-4-5, anthropic",
        "aws/claude-sonnet-4-5,                claude-sonnet-4-5, aws",
        "aws/us.anthropic.claude-sonnet-4-5-v1:0, claude-sonnet-4-5, aws",
        "bedrock/claude-sonnet-4-5,            claude-sonnet-4-5, aws",
        "amazon-bedrock/claude-sonnet-4.5,     claude-sonnet-4-5, aws",
        "@aws/claude-sonnet-4-5,               claude-sonnet-4-5, aws",
        "@openai/gpt-4.1,                      gpt-4.1,           gpt",
        "openrouter/openai/gpt-4.1,            gpt-4.1,           router",
        // with the vendor that made it, where none of its targets is that vendor's
        "anthropic/claude-opus-4.5,            claude-opus-4-5,   aws",
        "anthropic/claude-sonnet-4.5,          claude-sonnet-4-5, anthropic",
        // spelt otherwise
        "claude-sonnet-4.5,                    claude-sonnet-4-5, anthropic aws",
        "Claude-Sonnet-4-5,                    claude-sonnet-4-5, anthropic aws",
        "claude-sonnet-4-5-latest,             claude-sonnet-4-5, anthropic aws",
        "claude-sonnet-4-5@20250929,           claude-sonnet-4-5, anthropic aws",
        "claude-sonnet-4.5-2025-09-29,         claude-sonnet-4-5, anthropic aws",
        "gpt-4-1,                              gpt-4.1,           gpt router",
        // a date that isn't in the configuration, of a model that has none there
        "gpt-4.1-2025-04-14,                   gpt-4.1,           gpt router",
        // the only dated name there is
        "gpt-4o-2024-08-06,                    gpt-4o,            gpt",
        "gpt-4o-2024-11-20,                    gpt-4o-2024-11-20, gpt",
        // a provider's name of one target of several
        "gpt-5-mini,                           mixed,             gpt",
        "claude-haiku-4.5,                     mixed,             anthropic",
        "gpt/gpt-5-mini,                       mixed,             gpt",
    })
    void namesMeanOneModelAndSomeOfItsTargets(String name, String model, String providers) {
        ModelCatalog.Match match = CATALOG.resolve(name);
        assertThat(match.model().id()).isEqualTo(model);
        assertThat(match.targets().stream().map(t -> t.provider().name())).containsExactly(providers.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "nothing,                     there is no model 'nothing'",
        "gpt/claude-sonnet-4-5,       there is no model",
        "openai/claude-sonnet-4-5,    there is no model",
        "nobody/gpt-4.1,              there is no model",
        "claude-sonnet-4-5-20260101,  there is no model",
        "gpt-4o-2023-01-01,           there is no model",
        "gpt-5-nano,                  may be any of cheap",
        "claude-sonnet,               there is no model",
        "@,                           there is no model",
        "/,                           there is no model",
    })
    void unknownAndAmbiguousNamesAreNotFound(String name, String message) {
        assertThatThrownBy(() -> CATALOG.resolve(name)).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
            assertThat(e.error().status()).isEqualTo(404);
            assertThat(e.error().message()).contains(message);
        });
    }
}
