package org.modelgate.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.billing.store.Overdrafts;
import org.modelgate.billing.store.Storage;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;

class BillingConfigTest {
    private static Reading reading(String yaml) {
        return ConfigFile.read(yaml, name -> Optional.empty());
    }

    private static List<String> problems(String yaml) {
        Reading reading = reading(yaml);
        BillingConfig.read(reading.root(), LocalDate.EPOCH);
        return reading.problems().lines();
    }

    @Test
    void everySectionIsRead() {
        Reading reading = reading("""
                storage: { url: "sqlite:/tmp/x/gateway.db", pepper: 0123456789abcdef }
                models:
                  - { id: big, price: { input: 3, output: 15, cache_read: 0.3, cache_write_5m: 3.75, cache_write_1h: 6 }, markup: 1.05 }
                  - { id: small, price: { input: 0.05, output: 0.4 } }
                accounts:
                  - { id: acme, credits: 100.000000001, plan: pro }
                plans:
                  pro: { requests_per_minute: 600, tokens_per_minute: 1000000, concurrent_requests: 100, monthly_usd: 500, models: ["*"], overdraft_usd: 25 }
                keys:
                  - { key: sk-gw-test-1, account: acme, name: ci, requests_per_minute: 60, budget_usd: 10 }
                """);
        BillingConfig config = BillingConfig.read(reading.root(), LocalDate.EPOCH);
        reading.reportUnknownKeys();

        assertThat(reading.problems().lines()).isEmpty();
        assertThat(config.storage()).isEqualTo(new Storage.Sqlite(Path.of("/tmp/x/gateway.db")));
        assertThat(config.pepperFile()).isEqualTo(Path.of("/tmp/x/gateway.db.pepper"));
        assertThat(config.rates())
                .containsExactly(
                        Rates.flat("big", 3_000_000, 15_000_000, 300_000, 3_750_000, 6_000_000)
                                .withMarkup(new BigDecimal("1.05")),
                        Rates.flat("small", 50_000, 400_000, 50_000, 50_000, 50_000));
        assertThat(config.accounts()).containsExactly(new BillingConfig.Account("acme", 100_000_000_001L, "pro"));
        assertThat(config.plans())
                .containsEntry("pro", new Limits(600, 1_000_000, 100, 500_000_000_000L, Limits.NONE, List.of("*")));
        assertThat(config.overdrafts()).isEqualTo(new Overdrafts(Map.of("pro", 25_000_000_000L)));
        assertThat(config.keys()).singleElement().satisfies(key -> {
            assertThat(key.key().value()).isEqualTo("sk-gw-test-1");
            assertThat(key.limits())
                    .isEqualTo(new Limits(60, Limits.NONE, Limits.NONE, 10_000_000_000L, Limits.NONE, List.of("*")));
            assertThat(key).asString().doesNotContain("sk-gw");
        });
    }

    @Test
    void aModelWithoutPriceCostsWhatTheCatalogSaysOfItsFirstTarget() {
        Reading reading = reading("""
                providers:
                  claude: { type: anthropic, api_key: k }
                  google: { type: gemini, api_key: k }
                models:
                  - { id: opus, targets: [{ provider: claude, model: claude-opus-4-5-20251101 }] }
                  - { id: pro, markup: 2, targets: [{ provider: google, model: gemini-2.5-pro }] }
                """);
        assertThat(BillingConfig.read(reading.root(), LocalDate.of(2026, 11, 21))
                        .rates())
                .containsExactly(
                        Rates.flat("opus", 5_000_000, 25_000_000, 500_000, 6_250_000, 10_000_000),
                        new Rates(
                                "pro",
                                List.of(
                                        new Rates.Tier(0, 1_250_000, 10_000_000, 125_000, 1_250_000, 1_250_000),
                                        new Rates.Tier(200_000, 2_500_000, 15_000_000, 250_000, 2_500_000, 2_500_000)),
                                2,
                                1));
        assertThat(reading.problems().lines()).isEmpty();
    }

    @Test
    void budgetsOfPlansAndKeysAreReadAndTheirFaultsNamed() {
        BillingConfig config = BillingConfig.read(reading("""
                accounts: [{ id: acme }]
                plans:
                  pro: { requests_per_day: 9, output_tokens_per_minute: 7, budgets: [{ window: week, usd: 2 }, { scope: user, name: vip, window: day, usd: 0.5 }] }
                keys:
                  - { key: k1, account: acme, budgets: [{ window: lifetime, usd: 1 }, { scope: tag, window: month, usd: 3 }] }
                """).root(), LocalDate.EPOCH);
        assertThat(config.plans().values()).singleElement().satisfies(plan -> {
            assertThat(plan.requestsPerDay()).isEqualTo(9);
            assertThat(plan.outputTokensPerMinute()).isEqualTo(7);
            assertThat(plan.budgets())
                    .containsExactly(
                            new BudgetRule(Whose.ACCOUNT, null, Window.WEEK, 2_000_000_000L),
                            new BudgetRule(Whose.USER, "vip", Window.DAY, 500_000_000L));
        });
        assertThat(config.keys().getFirst().limits().budgets())
                .containsExactly(
                        new BudgetRule(Whose.KEY, null, Window.LIFETIME, 1_000_000_000L),
                        new BudgetRule(Whose.TAG, null, Window.MONTH, 3_000_000_000L));

        assertThat(problems("""
                accounts: [{ id: acme }]
                plans:
                  pro: { budgets: [{ window: hour, usd: 1 }, { scope: team, window: day, usd: 1 }, { scope: key, name: x, window: day, usd: 1 }] }
                keys:
                  - { key: k1, account: acme, budgets: [{ scope: account, window: day, usd: 1 }, { window: day }, { window: day, usd: 1 }] }
                """))
                .containsExactlyInAnyOrder(
                        "plans.pro.budgets[0].window: window must be day, week, month or lifetime",
                        "plans.pro.budgets[1].scope: scope must be account, key, user or tag",
                        "plans.pro.budgets[2].name: only a user or a tag has a name",
                        "keys[0].budgets[0].scope: account is for plans only",
                        "keys[0].budgets[1].usd: is required",
                        "keys[0].budgets[2].scope: this budget is given twice");
    }

    @Test
    void absentFileMeansTheEmbeddedDefault() {
        assertThat(BillingConfig.read(reading("{}").root(), LocalDate.EPOCH).storage())
                .isEqualTo(new Storage.Sqlite(Path.of("data/gateway.db")));
    }

    @Test
    void postgresqlUrlIsReadAndItsPasswordNeverShown() {
        Reading reading = reading(
                "storage: { url: \"postgresql://bil%40l:p%2Fw@h1:5432,h2/led?sslmode=require\", " + "lease_ttl: 30s }");
        BillingConfig config = BillingConfig.read(reading.root(), LocalDate.EPOCH);

        assertThat(reading.problems().lines()).isEmpty();
        assertThat(config.storage()).isInstanceOfSatisfying(Storage.Postgres.class, server -> {
            assertThat(server.hosts()).isEqualTo("h1:5432,h2");
            assertThat(server.database()).isEqualTo("led");
            assertThat(server.user()).isEqualTo("bil@l");
            assertThat(server.password().value()).isEqualTo("p/w");
            assertThat(server.options()).isEqualTo("?sslmode=require");
        });
        assertThat(config.leaseTtl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config).asString().doesNotContain("p/w");
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://u:secret@h/db, must be sqlite:FILE or postgresql://user:password@host:port/database",
        "postgresql://u:secret@h, names no database",
        "postgresql://u:secret@h/, names no database",
        "postgresql://u:secret@:5432/db, names no host",
        "postgresql://u:secret@h:99999/db, has a port that is none",
        "postgresql://h/db, names no user",
        "sqlite:, names no file",
    })
    void wrongStorageUrlIsReportedWithoutItsPassword(String url, String problem) {
        assertThat(problems("storage: { url: \"" + url + "\" }")).containsExactly("storage.url: " + problem);
    }

    @Test
    void everyFaultIsReportedWithItsPath() {
        assertThat(problems("""
                        storage: { url: "postgresql://h/db", pepper: short }
                        models:
                          - { id: a }
                          - { id: b, price: { input: 0.0000001 } }
                          - { id: c, price: { input: -1, output: x }, markup: 0 }
                        accounts:
                          - { id: one, credits: -5, plan: gold }
                          - { id: two, credits: 0.0000000001 }
                          - { credits: 1 }
                        plans:
                          pro: { requests_per_minute: 0 }
                        keys:
                          - { key: k1, account: nobody, budget_usd: -1, expires_at: tomorrow }
                          - { account: one }
                          - { key: k1, account: one }
                        """))
                .containsExactlyInAnyOrder(
                        "storage.pepper: must have at least 16 characters",
                        "storage.url: names no user",
                        "models[0].price: is required (there is no built-in catalog entry)",
                        "models[1].price.input: has more than six decimals",
                        "models[1].price.output: is required",
                        "models[2].price.input: must not be negative",
                        "models[2].price.output: must be a number, not 'x'",
                        "models[2].markup: must be above 0 and at most 1000",
                        "accounts[0].credits: must not be negative",
                        "accounts[0].plan: there is no plan 'gold'",
                        "accounts[1].credits: has more than nine decimals",
                        "accounts[2].id: is required",
                        "plans.pro.requests_per_minute: must be from 1 to 38430716820228",
                        "keys[0].account: there is no account 'nobody'",
                        "keys[0].budget_usd: must not be negative",
                        "keys[0].expires_at: must be a time such as 2030-01-31T00:00:00Z, not 'tomorrow'",
                        "keys[1].key: is required",
                        "keys[2].key: stands in the list before");
    }
}
