package org.modelgate.router.preference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.CallFacts;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.Resilience;
import org.modelgate.router.plan.RetryLimits;
import org.modelgate.router.plan.RetryOverride;
import org.modelgate.router.plan.RouteNode;
import org.modelgate.router.plan.RoutePlan;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;

/** One request's way from wishes to plan. */
final class Planning {
    private static final int STEPS_MAX = 16;
    private static final int ATTEMPTS_MAX = 10;
    private static final List<String> CAPS = List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    private final ModelCatalog catalog;
    private final RetryLimits retries;
    private final Planner.Call call;
    private final Wishes wishes;
    private final CallFacts facts;
    private final Labels labels;
    private final Filters filters;
    private final TreeMaker trees;

    /** @param named whether a field or header names the session */
    Planning(
            ModelCatalog catalog,
            EgressRules egress,
            RetryLimits retries,
            Planner.Call call,
            Wishes wishes,
            CallFacts facts,
            boolean named,
            Labels labels) {
        this.catalog = catalog;
        this.retries = retries;
        this.call = call;
        this.wishes = wishes;
        this.facts = facts;
        this.labels = labels;
        this.filters = new Filters(wishes, call.principal(), catalog);
        StepMaker steps = new StepMaker(wishes, egress, catalog.providers(), call.dialect(), call.scan().stream());
        this.trees = new TreeMaker(catalog, wishes, filters, steps, named);
    }

    Planned plan() {
        String asked = call.scan().model();
        RouteNode tree = trees.make(asked);
        if (wishes.customHost != null && wishes.tree == null && wishes.only.isEmpty()) {
            throw GatewayError.invalid("x-portkey-custom-host", "needs the provider that it stands for")
                    .asException();
        }
        if (tree.steps().findAny().isEmpty()) {
            throw filters.nothingLeft(asked);
        }
        List<Step> steps = preferred(RoutePlan.order(tree, facts));
        if (steps.isEmpty()) {
            throw GatewayError.invalid("x-portkey-config", "its strategy leaves no target")
                    .asException();
        }
        List<Step> used = steps.subList(0, wishes.single ? 1 : Math.min(steps.size(), STEPS_MAX));
        refuseWhatNobodyHears(used);
        return planned(tree, used);
    }

    /** Those that are known to be slower than asked come after the others. */
    private List<Step> preferred(List<Step> steps) {
        if (wishes.minThroughput == null && wishes.maxLatencyMillis == null) {
            return steps;
        }
        List<Step> fast = new ArrayList<>();
        List<Step> slow = new ArrayList<>();
        steps.forEach(step -> (isSlow(step.target()) ? slow : fast).add(step));
        fast.addAll(slow);
        return fast;
    }

    private boolean isSlow(Target target) {
        double rate = facts.stats().tokensPerSecond(target).orElse(Double.MAX_VALUE);
        double latency = facts.stats().latencyMillis(target).orElse(0);
        return (wishes.minThroughput != null && rate < wishes.minThroughput)
                || (wishes.maxLatencyMillis != null && latency > wishes.maxLatencyMillis);
    }

    private void refuseWhatNobodyHears(List<Step> steps) {
        if (!wishes.passedToOwner.isEmpty() && steps.stream().noneMatch(step -> StepMaker.isOwner(step.target()))) {
            String field =
                    wishes.passedToOwner.keySet().stream().sorted().toList().getFirst();
            throw GatewayError.invalid(field, "is for a provider of type portkey, and this request goes to none")
                    .asException();
        }
    }

    private Planned planned(RouteNode tree, List<Step> steps) {
        CatalogModel model = catalog.model(steps.getFirst().target().billedAs());
        List<String> billed =
                steps.stream().map(step -> step.target().billedAs()).distinct().toList();
        String policy = tree instanceof RouteNode.Group group ? group.policy().name() : "fallback";
        return new Planned(
                new RoutePlan(steps, attempts(steps)),
                model,
                billed,
                askedOutput(steps),
                billed.stream().map(id -> catalog.model(id).maxOutputTokens()).toList(),
                steps.stream()
                        .anyMatch(step -> step.options().edits().defaults().containsKey("cache_control")
                                || step.options().edits().set().containsKey("cache_control")),
                policy,
                filters.leftOut(),
                wishes.dryRun,
                resilience(model, steps),
                wishes.replies.isEmpty()
                        ? null
                        : new ReplyHeaders(wishes, call.scan().model(), policy, steps),
                labels);
    }

    /** What the request asks of its targets holds for the model's own fallbacks too; with edits or keys of its own it has none. */
    private Resilience resilience(CatalogModel model, List<Step> steps) {
        boolean own = steps.stream()
                .anyMatch(step -> !step.tellsHealth() || !step.options().edits().isEmpty());
        return wishes.single || own
                ? model.resilience().at(targets -> List.of())
                : model.resilience().at(filters::alsoKept);
    }

    /** Where the request says how often a target may be asked again, there are attempts enough for that. */
    private int attempts(List<Step> steps) {
        if (wishes.attempts > 0) {
            return wishes.attempts;
        }
        if (steps.stream().allMatch(step -> step.options().retry().repeats() == RetryOverride.AS_CONFIGURED)) {
            return 0;
        }
        int most = steps.stream()
                .mapToInt(step -> 1 + Math.max(0, step.options().retry().repeats()))
                .sum();
        return Math.min(ATTEMPTS_MAX, Math.max(most, Math.min(steps.size(), retries.attempts())));
    }

    /** The highest of what the client and its overrides say; null if there is a target without a cap. */
    private @Nullable Long askedOutput(List<Step> steps) {
        Long most = 0L;
        for (Step step : steps) {
            Long cap = cap(step);
            if (cap == null) {
                return null;
            }
            most = Math.max(most, cap);
        }
        return most;
    }

    private @Nullable Long cap(Step step) {
        Map<String, String> set = step.options().edits().set();
        Long own = call.scan().maxOutputTokens();
        for (String name : CAPS) {
            String json = set.get(name);
            String usual = own == null ? step.options().edits().defaults().get(name) : null;
            String said = json == null ? usual : json;
            if (said != null) {
                return tokens(said, step.options().label() + "." + name);
            }
        }
        return own;
    }

    private static Long tokens(String json, String path) {
        boolean digits = json.length() <= 9 && json.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Objects.equals(json, "0")) {
            throw GatewayError.invalid("x-portkey-" + path, "must be a whole number above 0")
                    .asException();
        }
        return Long.valueOf(json);
    }
}
