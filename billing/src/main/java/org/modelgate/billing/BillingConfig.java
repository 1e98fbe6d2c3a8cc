package org.modelgate.billing;

import static java.util.Objects.requireNonNullElse;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.limit.TokenBucket;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.billing.store.Overdrafts;
import org.modelgate.billing.store.Storage;
import org.modelgate.billing.store.Thresholds;
import org.modelgate.billing.webhook.WebhookConfig;
import org.modelgate.common.catalog.ConfiguredModels;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;

/**
 * What billing takes from the configuration file.
 *
 * @param storage the database
 * @param pepper secret for key hashes, or null: a file in {@link #folder}
 * @param leaseTtl how long a node may spend what it holds while the database is away
 * @param plans limits by plan
 * @param regions to which accounts and keys are bound
 * @param overdrafts how far below zero accounts may go, by plan
 * @param webhooks where events go, or null
 * @param thresholds what those events tell of
 * @param costs what the operator pays to providers
 */
public record BillingConfig(
        Storage storage,
        @Nullable Secret pepper,
        Duration leaseTtl,
        List<Rates> rates,
        List<Account> accounts,
        Map<String, Limits> plans,
        List<Key> keys,
        RegionPins regions,
        Overdrafts overdrafts,
        @Nullable WebhookConfig webhooks,
        Thresholds thresholds,
        Costs costs) {

    private static final String DEFAULT_URL = "sqlite:data/gateway.db";
    private static final String DEFAULT_FOLDER = "data";
    private static final List<String> BUDGET_PERCENTS = List.of("80", "100");
    private static final Duration LEASE_TTL = Duration.ofMinutes(2);
    private static final Duration LEASE_TTL_MIN = Duration.ofSeconds(5);
    private static final Duration LEASE_TTL_MAX = Duration.ofMinutes(30);

    /** @param creditsNano granted once, when the account is first seen */
    public record Account(
            String id, long creditsNano, @Nullable String plan) {}

    /** @param expiresMillis wall clock, or null */
    public record Key(
            Secret key,
            String account,
            String name,
            boolean enabled,
            @Nullable Long expiresMillis,
            Limits limits) {}

    /** Where the pepper is kept if the configuration gives none. */
    public Path pepperFile() {
        return switch (storage) {
            case Storage.Sqlite(Path file) -> file.resolveSibling(file.getFileName() + ".pepper");
            case Storage.Postgres server -> folder().resolve("gateway.pepper");
        };
    }

    /** Where this process keeps files of its own: beside the database's file, or in {@code data}. */
    public Path folder() {
        return switch (storage) {
            case Storage.Sqlite(Path file) ->
                requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
            case Storage.Postgres server -> Path.of(DEFAULT_FOLDER);
        };
    }

    /**
     * Reads the sections that are billing's; faults are reported there.
     *
     * @param today decides which of the catalog's dated prices holds
     */
    public static BillingConfig read(Section root, LocalDate today) {
        Section storage = root.section("storage");
        String pepper = storage.string("pepper");
        if (pepper != null && pepper.length() < 16) {
            storage.problem("pepper", "must have at least 16 characters");
        }
        Map<String, Limits> plans = new LinkedHashMap<>();
        Map<String, Long> overdrafts = new LinkedHashMap<>();
        root.named("plans").forEach((name, plan) -> {
            plans.put(name, limits(plan, "monthly_usd"));
            overdrafts.put(name, money(plan, "overdraft_usd", 0));
        });
        List<Account> accounts = ConfigLists.unique(root.list("accounts"), "id", account -> account(account, plans));
        PriceConfig prices = new PriceConfig(new ConfiguredModels(root), today);
        List<Rates> rates = prices.readAll(root.list("models"));
        List<Key> keys = ConfigLists.unique(root.list("keys"), "key", key -> key(key, accounts));
        return new BillingConfig(
                storage(storage),
                pepper == null ? null : new Secret(pepper),
                leaseTtl(storage),
                rates,
                accounts,
                plans,
                keys,
                RegionPins.read(root),
                new Overdrafts(overdrafts),
                WebhookConfig.read(root.section("webhooks")),
                thresholds(root, plans),
                prices.readCosts(root.list("models")));
    }

    private static Thresholds thresholds(Section root, Map<String, Limits> plans) {
        Section webhooks = root.section("webhooks");
        Map<String, Long> lowBalances = new LinkedHashMap<>();
        for (Section account : root.list("accounts")) {
            long low = money(account, "low_balance_usd", Limits.NONE);
            if (low != Limits.NONE) {
                lowBalances.put(account.string("id", ""), low);
            }
        }
        List<Integer> percents = new ArrayList<>();
        for (String percent : webhooks.has("budget_percent") ? webhooks.strings("budget_percent") : BUDGET_PERCENTS) {
            int value =
                    percent.length() > 3 || !percent.chars().allMatch(c -> c >= '0' && c <= '9') || percent.isEmpty()
                            ? 0
                            : Integer.parseInt(percent);
            if (value < 1 || value > 100 || percents.contains(value)) {
                webhooks.problem("budget_percent", "must be different whole numbers from 1 to 100");
            } else {
                percents.add(value);
            }
        }
        webhooks.strings("budget_percent");
        return new Thresholds(money(webhooks, "low_balance_usd", Limits.NONE), lowBalances, percents, plans);
    }

    private static Storage storage(Section storage) {
        return storage.parse("url", Storage.parse(DEFAULT_URL), Storage::parse);
    }

    private static Duration leaseTtl(Section storage) {
        Duration ttl = storage.duration("lease_ttl", LEASE_TTL);
        if (ttl.compareTo(LEASE_TTL_MIN) < 0 || ttl.compareTo(LEASE_TTL_MAX) > 0) {
            storage.problem("lease_ttl", "must be from 5s to 30m");
            return LEASE_TTL;
        }
        return ttl;
    }

    private static Account account(Section section, Map<String, Limits> plans) {
        String plan = section.string("plan");
        if (plan != null && !plans.containsKey(plan)) {
            section.problem("plan", "there is no plan '" + plan + "'");
        }
        return new Account(section.required("id"), money(section, "credits", 0), plan);
    }

    private static Key key(Section section, List<Account> accounts) {
        String account = section.required("account");
        if (!account.isEmpty()
                && accounts.stream().noneMatch(known -> known.id().equals(account))) {
            section.problem("account", "there is no account '" + account + "'");
        }
        section.string("expires_at");
        Long expires =
                section.has("expires_at") ? section.parse("expires_at", Long.MAX_VALUE, BillingConfig::instant) : null;
        return new Key(
                new Secret(section.required("key")),
                account,
                section.string("name", "key"),
                section.bool("enabled", true),
                expires,
                limits(section, "budget_usd"));
    }

    private static Long instant(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a time such as 2030-01-31T00:00:00Z, not '" + text + "'", e);
        }
    }

    private static Limits limits(Section section, String budget) {
        List<String> models = section.has("models") ? section.strings("models") : List.of("*");
        section.strings("models");
        boolean ofPlan = budget.equals("monthly_usd");
        return new Limits(
                limit(section, "requests_per_minute"),
                limit(section, "tokens_per_minute"),
                limit(section, "input_tokens_per_minute"),
                limit(section, "output_tokens_per_minute"),
                limit(section, "concurrent_requests"),
                limit(section, "requests_per_day"),
                money(section, budget, Limits.NONE),
                ofPlan ? limit(section, "default_max_tokens") : Limits.NONE,
                BudgetConfig.read(section.list("budgets"), ofPlan),
                models);
    }

    private static long limit(Section section, String key) {
        return section.number(key, Limits.NONE, 1, TokenBucket.PER_MINUTE_MAX);
    }

    private static long money(Section section, String key, long otherwise) {
        return section.parse(key, otherwise, text -> Usd.nano(new BigDecimal(text)));
    }
}
