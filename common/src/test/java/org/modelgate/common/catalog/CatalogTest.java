package org.modelgate.common.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.config.ConfigFile;

class CatalogTest {
    private final Catalog catalog = Catalog.builtIn();

    @ParameterizedTest
    @CsvSource({
        "anthropic, claude-sonnet-4-5-20250929, 3",
        "anthropic, claude-opus-4-8-20260529, 5",
        "foundry, claude-opus-4-8, 5",
        "vertex, claude-haiku-4-5@20251001, 1",
        "openai, gpt-5, 1.25",
        "openai, gpt-5-2025-08-07, 1.25",
        "openai-responses, gpt-5, 1.25",
        "gemini, gemini-2.5-pro, 1.25",
        "openrouter, anthropic/claude-sonnet-4.5, 3",
        "bedrock, us.anthropic.claude-sonnet-4-5-20250929-v1:0, 3.3",
    })
    void knownModelsHaveTheirPrice(String type, String model, BigDecimal input) {
        assertThat(catalog.find(type, model)
                        .orElseThrow()
                        .prices()
                        .getFirst()
                        .tiers()
                        .getFirst()
                        .input())
                .isEqualByComparingTo(input);
    }

    @Test
    void anUnknownModelHasNone() {
        assertThat(catalog.find("anthropic", "claude-nonsense")).isEmpty();
        assertThat(catalog.find("anthropic", "20250929")).isEmpty();
        assertThat(catalog.find("no-such-provider", "gpt-5")).isEmpty();
    }

    @Test
    void aPriceChangesOnItsDay() {
        CatalogEntry argon = catalog.find("gemini", "gemini-4-argon").orElseThrow();
        assertThat(input(argon, LocalDate.of(2026, 11, 30))).isEqualByComparingTo("2");
        assertThat(input(argon, LocalDate.of(2026, 12, 1))).isEqualByComparingTo("4");
    }

    private static BigDecimal input(CatalogEntry entry, LocalDate day) {
        return entry.pricesOn(day).tiers().getFirst().input();
    }

    /** What the gateway charges by must be plausible, whatever the sources said. */
    @Test
    void everyPriceIsSane() {
        assertThat(catalog.entries()).hasSizeGreaterThan(1_500).allSatisfy(entry -> {
            assertThat(entry.prices()).isNotEmpty();
            for (CatalogEntry.Prices prices : entry.prices()) {
                assertThat(prices.tiers().getFirst().over()).isZero();
                long over = -1;
                for (CatalogEntry.Tier tier : prices.tiers()) {
                    assertThat(tier.over()).isGreaterThan(over);
                    over = tier.over();
                    assertThat(tier.input()).isPositive();
                    assertThat(tier.output()).isPositive();
                    assertThat(tier.input().scale()).isLessThanOrEqualTo(6);
                    assertThat(tier.cacheRead() == null ? tier.input() : tier.cacheRead())
                            .isLessThanOrEqualTo(tier.input());
                }
            }
        });
    }

    @Test
    void aConfiguredModelIsFoundByItsFirstTarget() {
        var root = ConfigFile.read("""
                        providers: { a: { type: anthropic }, o: { type: openai } }
                        models:
                          - { id: x, targets: [{ provider: a, model: claude-opus-4-8 }, { provider: o, model: gpt-5 }] }
                          - { id: gpt-5, targets: [{ provider: o }] }
                          - { id: y, targets: [{ provider: missing, model: gpt-5 }] }
                        """, name -> Optional.empty()).root();
        ConfiguredModels models = new ConfiguredModels(root);
        assertThat(root.list("models").stream().map(m -> models.entry(m).map(CatalogEntry::model)))
                .containsExactly(Optional.of("claude-opus-4-8"), Optional.of("gpt-5"), Optional.empty());
    }
}
