package org.modelgate.router.preference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.plan.BodyEdits;
import org.modelgate.router.plan.CustomHost;
import org.modelgate.router.plan.RetryOverride;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.StepOptions;
import org.modelgate.router.plan.Target;

/** What the request's wishes mean for the attempts at one target. Belongs to one request. */
final class StepMaker {
    private static final String CACHE_CONTROL = "cache_control";
    private static final String EPHEMERAL =
            JsonNodeFactory.instance.objectNode().put("type", "ephemeral").toString();
    /** The kind of provider that is itself a gateway of that convention. */
    private static final String OWNER = "portkey";

    private final Wishes wishes;
    private final EgressRules egress;
    private final Set<String> providers;
    private final DialectId dialect;
    private final boolean stream;

    /** @param providers names of all that are configured */
    StepMaker(Wishes wishes, EgressRules egress, Set<String> providers, DialectId dialect, boolean stream) {
        this.wishes = wishes;
        this.egress = egress;
        this.providers = providers;
        this.dialect = dialect;
        this.stream = stream;
    }

    Step of(Target target) {
        return new Step(target, options(target, wishes.key, wishes.customHost, "x-portkey-custom-host", null));
    }

    Step of(Target target, WishNode.Pick pick) {
        Secret key = pick.key() == null ? wishes.key : pick.key();
        boolean own = pick.customHost() != null;
        return new Step(
                target,
                options(
                        target,
                        key,
                        own ? pick.customHost() : wishes.customHost,
                        own ? pick.path() + ".custom_host" : "x-portkey-custom-host",
                        pick));
    }

    private StepOptions options(
            Target target,
            @Nullable Secret key,
            @Nullable String host,
            String hostField,
            WishNode.@Nullable Pick pick) {
        Duration ofProvider = timeout(target);
        Duration ofPick = pick == null ? ofProvider : pick.timeout();
        Duration attempt = ofPick == null ? ofProvider : ofPick;
        Secret own = key == null ? key(target) : key;
        CustomHost custom = host == null
                ? null
                : new CustomHost(egress.check(host, hostField, target.provider().name()), null);
        return new StepOptions(
                stream && attempt != null ? attempt : wishes.firstByte,
                !stream && attempt != null ? attempt : wishes.total,
                pick == null || pick.retry().equals(RetryOverride.NONE) ? wishes.retry : pick.retry(),
                edits(target, pick == null ? BodyEdits.NONE : pick.edits()),
                own,
                custom,
                headers(target),
                pick == null ? "" : label(pick.path()));
    }

    private static String label(String path) {
        return path.replaceFirst("^x-portkey-config", "config");
    }

    private @Nullable Duration timeout(Target target) {
        return wishes.timeouts.entrySet().stream()
                .filter(entry -> ProviderNames.mean(entry.getKey(), target))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Secret key(Target target) {
        return wishes.keys.entrySet().stream()
                .filter(entry -> ProviderNames.meanForKey(entry.getKey(), target, providers))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** A provider that caches unasked gets no mark for it: it wouldn't know the field. */
    private BodyEdits edits(Target target, BodyEdits own) {
        boolean marked = wishes.automaticCache && isMarkedFor(target);
        if (!marked && wishes.edits.isEmpty()) {
            return own;
        }
        Map<String, String> defaults = new LinkedHashMap<>(own.defaults());
        if (marked) {
            defaults.putIfAbsent(CACHE_CONTROL, EPHEMERAL);
        }
        List<String> drop = new ArrayList<>(own.drop());
        drop.addAll(wishes.edits.drop());
        return new BodyEdits(own.set(), defaults, drop);
    }

    private boolean isMarkedFor(Target target) {
        DialectId at = target.provider()
                .provider()
                .endpointFor(dialect, target.model())
                .dialect();
        return at == DialectId.ANTHROPIC_MESSAGES;
    }

    static boolean isOwner(Target target) {
        return Objects.equals(target.provider().provider().type(), OWNER);
    }

    private Map<String, String> headers(Target target) {
        if (wishes.passedOn.isEmpty() && wishes.passedToOwner.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>(wishes.passedOn);
        if (isOwner(target)) {
            wishes.passedToOwner.values().forEach(header -> headers.put(header.getKey(), header.getValue()));
        }
        return headers;
    }
}
