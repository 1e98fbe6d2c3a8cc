package org.modelgate.router.preference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.ModelCatalog.Match;
import org.modelgate.router.plan.RouteNode;
import org.modelgate.router.plan.RouteNode.Group;
import org.modelgate.router.plan.RouteNode.Leaf;
import org.modelgate.router.plan.RoutePolicy;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.Regions;

/** Resolves the names in a request's wishes to a tree of configured targets. Belongs to one request. */
final class TreeMaker {
    private static final String AUTO = "auto";
    /** So many models at most are tried when none is named. */
    private static final int AUTO_MODELS = 5;

    /** What others put behind a model's name, and what isn't done here. */
    private static final Set<String> OTHER_SUFFIXES = Set.of("free", "online", "thinking", "extended", "exacto");

    private final ModelCatalog catalog;
    private final Wishes wishes;
    private final Filters filters;
    private final StepMaker steps;
    private final boolean named;

    /** @param named whether a field or header names the session, and not just one that says who calls */
    TreeMaker(ModelCatalog catalog, Wishes wishes, Filters filters, StepMaker steps, boolean named) {
        this.catalog = catalog;
        this.wishes = wishes;
        this.filters = filters;
        this.steps = steps;
        this.named = named;
    }

    RouteNode make(String model) {
        if (wishes.tree != null) {
            return node(wishes.tree, model);
        }
        List<RouteNode> groups = new ArrayList<>();
        if (model.equals(AUTO) && catalog.find(AUTO).isEmpty()) {
            cheapest().forEach(match -> groups.add(model(match)));
        } else {
            groups.add(model(asked(model)));
        }
        Set<String> more = new LinkedHashSet<>(wishes.models);
        more.remove(model);
        for (String name : more) {
            groups.add(model(resolve(name, false)));
        }
        if (wishes.acrossModels) {
            List<RouteNode> leaves = groups.stream()
                    .flatMap(RouteNode::steps)
                    .<RouteNode>map(
                            step -> new Leaf(step.target().key(), step.target().weight(), step))
                    .toList();
            return new Group("", 1, wishes.sort == null ? new RoutePolicy.Cost() : wishes.sort, leaves);
        }
        return groups.size() == 1 ? groups.getFirst() : new Group("", 1, new RoutePolicy.Fallback(), groups);
    }

    private Match asked(String model) {
        return resolve(model, true);
    }

    /**
     * A model by its name and what stands behind that: a way of sorting, or a region.
     *
     * @param first whether what the suffix says holds for the whole request
     */
    private Match resolve(String name, boolean first) {
        Optional<Match> exact = catalog.find(name);
        int colon = name.lastIndexOf(':');
        if (exact.isPresent() || colon <= 0) {
            return exact.orElseGet(() -> catalog.resolve(name));
        }
        String suffix = name.substring(colon + 1);
        String base = name.substring(0, colon);
        if (OTHER_SUFFIXES.contains(suffix)) {
            throw GatewayError.invalid("model", "the suffix ':" + suffix + "' is not supported by this gateway")
                    .asException();
        }
        Match match = find(base).orElseGet(() -> catalog.resolve(name));
        switch (suffix) {
            case "nitro" -> wishes.sort(new RoutePolicy.Throughput());
            case "floor" -> wishes.sort(new RoutePolicy.Cost());
            default -> {
                return inRegion(match, suffix, name, first);
            }
        }
        return match;
    }

    private Match inRegion(Match match, String region, String name, boolean first) {
        List<Target> there = match.targets().stream()
                .filter(target -> Regions.isWithin(target.region(), region))
                .toList();
        if (there.isEmpty()) {
            return catalog.resolve(name);
        }
        if (first) {
            wishes.regions.add(Set.of(region));
        }
        return new Match(match.model(), there, true);
    }

    private Optional<Match> find(String name) {
        try {
            return Optional.of(catalog.resolve(name));
        } catch (GatewayException e) {
            if (e.error().code() == ErrorCode.MODEL_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private List<Match> cheapest() {
        return catalog.all().stream()
                .filter(model -> model.entry().inputPrice() != null)
                .sorted(Comparator.comparing(model -> price(model.entry())))
                .limit(AUTO_MODELS)
                .map(CatalogModel::id)
                .map(catalog::resolve)
                .toList();
    }

    private static BigDecimal price(Models.Entry entry) {
        BigDecimal input = entry.inputPrice() == null ? BigDecimal.ZERO : entry.inputPrice();
        BigDecimal output = entry.outputPrice() == null ? BigDecimal.ZERO : entry.outputPrice();
        return input.multiply(BigDecimal.valueOf(3)).add(output);
    }

    /** A provider that the request lists takes the place of one in front of the model's name, which may as well be its maker. */
    private RouteNode model(Match match) {
        boolean chosen = !wishes.order.isEmpty() || !wishes.only.isEmpty();
        List<Target> targets =
                filters.kept(chosen && match.byProvider() ? match.model().targets() : match.targets());
        RoutePolicy policy = policy(match.model());
        String name = match.model().id();
        if (wishes.order.isEmpty()) {
            return group(name, policy, targets);
        }
        List<RouteNode> parts = new ArrayList<>();
        List<Target> left = new ArrayList<>(targets);
        for (String provider : wishes.order) {
            List<Target> its = left.stream()
                    .filter(target -> ProviderNames.mean(provider, target))
                    .toList();
            left.removeAll(its);
            parts.add(group(name + "/" + provider, policy, its));
        }
        parts.add(group(name, policy, left));
        return new Group(name, 1, new RoutePolicy.Fallback(), parts);
    }

    private RoutePolicy policy(CatalogModel model) {
        if (wishes.sort != null) {
            return wishes.sort;
        }
        return named && model.policy() instanceof RoutePolicy.Weighted weighted
                ? new RoutePolicy.Sticky(weighted)
                : model.policy();
    }

    private Group group(String name, RoutePolicy policy, List<Target> targets) {
        List<RouteNode> leaves = targets.stream()
                .<RouteNode>map(target -> new Leaf(target.key(), target.weight(), steps.of(target)))
                .toList();
        return new Group(name, 1, policy, leaves);
    }

    private RouteNode node(WishNode node, String model) {
        return switch (node) {
            case WishNode.Choice choice ->
                new Group(
                        choice.name(),
                        choice.weight(),
                        choice.policy(),
                        choice.children().stream()
                                .map(child -> node(child, model))
                                .toList());
            case WishNode.Pick pick -> pick(pick, model);
        };
    }

    private RouteNode pick(WishNode.Pick pick, String model) {
        String name = pick.model() == null ? model : pick.model();
        Match match = pick.provider() == null ? resolve(name, false) : atProvider(name, pick.provider(), pick);
        List<RouteNode> leaves = filters.kept(match.targets()).stream()
                .<RouteNode>map(target -> new Leaf(target.key(), target.weight(), steps.of(target, pick)))
                .toList();
        return new Group(pick.name(), pick.weight(), policy(match.model()), leaves);
    }

    private Match atProvider(String name, String provider, WishNode.Pick pick) {
        @Nullable Match match = find(name)
                .map(found -> at(found, provider, pick.key() != null))
                .filter(found -> !found.targets().isEmpty())
                .or(() -> find(provider + "/" + name))
                .orElse(null);
        if (match == null) {
            throw GatewayError.invalid(pick.path(), "the provider has no model '" + name + "' here")
                    .asException();
        }
        return match;
    }

    private Match at(Match match, String provider, boolean ownKey) {
        return new Match(
                match.model(),
                match.model().targets().stream()
                        .filter(target -> ownKey
                                ? ProviderNames.meanForKey(provider, target, catalog.providers())
                                : ProviderNames.mean(provider, target))
                        .toList(),
                true);
    }
}
