package org.modelgate.router.preference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.router.plan.BodyEdits;
import org.modelgate.router.plan.RetryOverride;

/** The JSON of {@code x-portkey-config}: strategies over targets, nested. */
final class PortkeyConfig {
    private static final int DEPTH_MAX = 8;
    private static final int TARGETS_MAX = 64;
    private static final int WEIGHT_SCALE = 1_000;
    private static final int WEIGHT_MAX = 1_000_000;
    private static final int REPEATS_MAX = 5;
    private static final int MILLIS_MAX = 86_400_000;

    /** Of a body that can't be changed for one target: who pays, what is asked, and how the answer comes is decided before. */
    private static final Set<String> FIXED = Set.of(
            "stream",
            "stream_options",
            "messages",
            "input",
            "prompt",
            "system",
            "instructions",
            "tools",
            "functions",
            "n");

    private int targets;

    /** What a target has from the groups that it is in, unless it says otherwise. */
    private record Inherited(RetryOverride retry, @Nullable Duration timeout, BodyEdits edits) {
        static final Inherited NOTHING = new Inherited(RetryOverride.NONE, null, BodyEdits.NONE);
    }

    WishNode read(Value config) {
        if (config.isText()) {
            throw config.invalid("must be the configuration itself as JSON: no configurations are stored here");
        }
        return node(config, "config", Inherited.NOTHING, 0);
    }

    private WishNode node(Value at, String usualName, Inherited inherited, int depth) {
        if (depth > DEPTH_MAX) {
            throw at.invalid("is nested too deep");
        }
        Map<String, Value> members = new LinkedHashMap<>(at.members());
        members.keySet().removeAll(Set.of("cache", "index"));
        String name = members.containsKey("name") ? take(members, "name").text() : usualName;
        int weight = members.containsKey("weight") ? weight(take(members, "weight")) : WEIGHT_SCALE;
        Inherited own = inherit(members, inherited);
        WishNode node = members.containsKey("targets")
                ? choice(at, members, name, weight, own, depth)
                : pick(at, members, name, weight, own);
        if (!members.isEmpty()) {
            throw members.values().iterator().next().unsupported();
        }
        return node;
    }

    private static Value take(Map<String, Value> members, String name) {
        Value value = members.remove(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        return value;
    }

    private static int weight(Value value) {
        BigDecimal number = value.isNumber() ? value.node().decimalValue() : BigDecimal.valueOf(-1);
        if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(WEIGHT_MAX)) > 0) {
            throw value.invalid("must be a number from 0 to " + WEIGHT_MAX);
        }
        return number.multiply(BigDecimal.valueOf(WEIGHT_SCALE))
                .setScale(0, RoundingMode.UP)
                .intValueExact();
    }

    private Inherited inherit(Map<String, Value> members, Inherited inherited) {
        Value retry = members.remove("retry");
        Value timeout = members.remove("request_timeout");
        BodyEdits edits = PortkeyParams.edits(members, inherited.edits(), FIXED);
        return new Inherited(
                retry == null
                        ? inherited.retry()
                        : retry(retry, inherited.retry().fallbackOn()),
                timeout == null ? inherited.timeout() : Duration.ofMillis(timeout.integer(1, MILLIS_MAX)),
                edits);
    }

    private static RetryOverride retry(Value retry, Set<Integer> fallbackOn) {
        int attempts = 0;
        Set<Integer> statuses = Set.of();
        for (Map.Entry<String, Value> member : retry.members().entrySet()) {
            switch (member.getKey()) {
                case "attempts" -> attempts = member.getValue().integer(0, REPEATS_MAX);
                case "on_status_codes" -> statuses = statuses(member.getValue());
                // A provider's word on when to come back is heard in any case.
                case "use_retry_after_headers", "use_retry_after_header" ->
                    member.getValue().flag();
                default -> throw member.getValue().unsupported();
            }
        }
        return new RetryOverride(attempts, statuses, fallbackOn);
    }

    private static Set<Integer> statuses(Value codes) {
        Set<Integer> statuses = new HashSet<>();
        codes.items().forEach(code -> statuses.add(code.integer(100, 599)));
        return statuses;
    }

    private WishNode choice(Value at, Map<String, Value> members, String name, int weight, Inherited own, int depth) {
        List<Value> listed = take(members, "targets").items();
        if (listed.isEmpty()) {
            throw at.invalid("needs at least one target");
        }
        Value strategy = members.remove("strategy");
        PortkeyStrategy read = PortkeyStrategy.read(strategy, listed.size());
        Inherited below = new Inherited(
                read.fallbackOn().isEmpty()
                        ? own.retry()
                        : new RetryOverride(own.retry().repeats(), own.retry().retryOn(), read.fallbackOn()),
                own.timeout(),
                own.edits());
        List<WishNode> children = new ArrayList<>(listed.size());
        for (Value target : listed) {
            children.add(node(target, target.path(), below, depth + 1));
        }
        return new WishNode.Choice(name, weight, at.path(), read.policy(), children);
    }

    private WishNode pick(Value at, Map<String, Value> members, String name, int weight, Inherited own) {
        if (++targets > TARGETS_MAX) {
            throw at.invalid("there are more than " + TARGETS_MAX + " targets");
        }
        Value strategy = members.remove("strategy");
        if (strategy != null) {
            PortkeyStrategy.read(strategy, 1);
        }
        String provider = text(members, "provider");
        String virtualKey = text(members, "virtual_key");
        String key = text(members, "api_key");
        String host = text(members, "custom_host");
        String slug = provider == null ? virtualKey : provider;
        if (key != null && provider == null) {
            throw at.invalid("an api_key needs the provider that it is for");
        }
        String model = PortkeyParams.model(own.edits());
        return new WishNode.Pick(
                name,
                weight,
                at.path(),
                slug == null ? null : PortkeyConvention.withoutAt(slug),
                model,
                PortkeyParams.withoutModel(own.edits()),
                own.retry(),
                key == null ? null : new Secret(key),
                host,
                own.timeout());
    }

    private static @Nullable String text(Map<String, Value> members, String name) {
        Value value = members.remove(name);
        return value == null ? null : value.text();
    }
}
