package org.modelgate.billing;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.limit.TokenBucket;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.common.catalog.ConfiguredModels;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;

/**
 * What billing takes from the configuration file.
 *
 * @param database the SQLite file
 * @param pepper secret for key hashes, or null: a file beside the database
 * @param plans limits by plan
 * @param regions to which accounts and keys are bound
 */
public record BillingConfig(
        Path database,
        @Nullable Secret pepper,
        List<Rates> rates,
        List<Account> accounts,
        Map<String, Limits> plans,
        List<Key> keys,
        RegionPins regions) {

    private static final String SQLITE = "sqlite:";
    private static final String DEFAULT_URL = "sqlite:data/gateway.db";

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
        return database.resolveSibling(database.getFileName() + ".pepper");
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
        root.named("plans").forEach((name, plan) -> plans.put(name, limits(plan, "monthly_usd")));
        List<Account> accounts = ConfigLists.unique(root.list("accounts"), "id", account -> account(account, plans));
        List<Rates> rates = new PriceConfig(new ConfiguredModels(root), today).readAll(root.list("models"));
        List<Key> keys = ConfigLists.unique(root.list("keys"), "key", key -> key(key, accounts));
        return new BillingConfig(
                database(storage), pepper == null ? null : new Secret(pepper), rates, accounts, plans, keys,
                RegionPins.read(root));
    }

    private static Path database(Section storage) {
        String url = storage.string("url", DEFAULT_URL);
        if (!url.startsWith(SQLITE)) {
            storage.problem("url", "must begin with sqlite: (other databases are not supported yet)");
        } else if (url.length() == SQLITE.length()) {
            storage.problem("url", "names no file");
        } else {
            return Path.of(url.substring(SQLITE.length()));
        }
        return Path.of(DEFAULT_URL.substring(SQLITE.length()));
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
        return new Limits(
                limit(section, "requests_per_minute"),
                limit(section, "tokens_per_minute"),
                limit(section, "concurrent_requests"),
                money(section, budget, Limits.NONE),
                budget.equals("monthly_usd") ? limit(section, "default_max_tokens") : Limits.NONE,
                models);
    }

    private static long limit(Section section, String key) {
        return section.number(key, Limits.NONE, 1, TokenBucket.PER_MINUTE_MAX);
    }

    private static long money(Section section, String key, long otherwise) {
        return section.parse(key, otherwise, text -> Usd.nano(new BigDecimal(text)));
    }
}
