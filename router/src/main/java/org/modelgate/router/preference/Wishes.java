package org.modelgate.router.preference;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.router.plan.BodyEdits;
import org.modelgate.router.plan.RetryOverride;
import org.modelgate.router.plan.RoutePolicy;

/**
 * What a request wants of routing, whoever's convention said it. Of what can only be said once, the first convention's word counts;
 * limits add up: every filter holds. Belongs to one request.
 */
final class Wishes {
    /** Whose metadata an answer shows. */
    enum Reply {
        PORTKEY,
        LITELLM,
        OPENROUTER,
        OPENROUTER_METADATA,
        LLM_GATEWAY,
        VERCEL
    }

    final List<String> models = new ArrayList<>();
    final List<String> order = new ArrayList<>();
    final Set<String> ignored = new LinkedHashSet<>();
    final List<Set<String>> only = new ArrayList<>();
    final List<Set<String>> regions = new ArrayList<>();
    final Set<String> tags = new LinkedHashSet<>();
    /** Tags that are for budgets and reports only. */
    final Set<String> spendTags = new LinkedHashSet<>();

    final Set<String> promises = new LinkedHashSet<>();
    final Map<String, Duration> timeouts = new HashMap<>();
    final Map<String, Secret> keys = new HashMap<>();
    final Map<String, String> metadata = new HashMap<>();
    final Map<String, String> passedOn = new HashMap<>();
    /** Headers for a provider of Portkey's own kind, by the field that says them. */
    final Map<String, Map.Entry<String, String>> passedToOwner = new HashMap<>();

    final Set<Reply> replies = EnumSet.noneOf(Reply.class);
    BodyEdits edits = BodyEdits.NONE;
    RetryOverride retry = RetryOverride.NONE;
    /** What chose the providers, as its field is called; null if nothing did. */
    @Nullable String providersBy;

    boolean onlyOrdered;
    boolean single;
    boolean acrossModels;
    boolean dryRun;
    boolean automaticCache;
    int attempts;

    @Nullable RoutePolicy sort;

    @Nullable BigDecimal maxInputPrice;

    @Nullable BigDecimal maxOutputPrice;

    @Nullable Double minThroughput;

    @Nullable Double maxLatencyMillis;

    @Nullable Duration firstByte;

    @Nullable Duration total;

    @Nullable Secret key;
    /** The provider that the key is for, as the request names it. */
    @Nullable String keyFor;

    @Nullable String customHost;

    @Nullable String session;
    /** The end user, as a header says. */
    @Nullable String user;
    /** The same, as metadata of the body say, behind the body's own fields. */
    @Nullable String metadataUser;

    @Nullable String traceId;

    @Nullable WishNode tree;

    void sort(RoutePolicy policy) {
        sort = sort == null ? policy : sort;
    }

    /** @param field that says it, for complaints */
    void order(List<String> providers, String field) {
        if (order.isEmpty()) {
            order.addAll(providers);
            chosen(field);
        }
    }

    /** @param field that says it, for complaints */
    void only(List<String> providers, String field) {
        only.add(new LinkedHashSet<>(providers));
        chosen(field);
    }

    private void chosen(String field) {
        providersBy = providersBy == null ? field : providersBy;
    }

    void models(List<String> names) {
        if (models.isEmpty()) {
            models.addAll(names);
        }
    }

    void user(String name) {
        user = user == null ? name : user;
    }

    void session(String key) {
        session = session == null ? key : session;
    }

    void total(Duration timeout) {
        total = total == null ? timeout : total;
    }

    void firstByte(Duration timeout) {
        firstByte = firstByte == null ? timeout : firstByte;
    }

    /** A limit of one attempt: up to the end of a whole answer, or to the beginning of a stream. */
    void attempt(Duration timeout, boolean stream) {
        if (stream) {
            firstByte(timeout);
        } else {
            total(timeout);
        }
    }

    void attempts(int most) {
        attempts = attempts == 0 ? most : attempts;
    }
}
