package org.modelgate.router.preference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.Target;
import org.modelgate.router.preference.Planned.LeftOut;
import org.modelgate.router.provider.Regions;

/** Which targets a request may go to at all. All of it holds on every way through a plan, fallbacks included. */
final class Filters {
    private static final String UNTAGGED = "default";

    private final Wishes wishes;
    private final Principal principal;
    private final ModelCatalog catalog;
    private final List<LeftOut> leftOut = new ArrayList<>();
    private boolean boundRegion;
    private boolean otherReason;

    Filters(Wishes wishes, Principal principal, ModelCatalog catalog) {
        this.wishes = wishes;
        this.principal = principal;
        this.catalog = catalog;
    }

    /** Those of a model's targets that stay; the others are remembered with the reason. */
    List<Target> kept(List<Target> targets) {
        List<Target> kept = new ArrayList<>(targets.size());
        for (Target target : targets) {
            String reason = reason(target);
            if (reason == null) {
                kept.add(target);
            } else {
                leftOut.add(new LeftOut(target, reason));
            }
        }
        return wishes.tags.isEmpty() ? kept : tagged(kept);
    }

    /** Those of others that a request doesn't have to be told about. */
    List<Target> alsoKept(List<Target> targets) {
        return targets.stream().filter(target -> reason(target) == null).toList();
    }

    /** Where targets have tags, those that share one, else those for everybody. */
    private List<Target> tagged(List<Target> targets) {
        if (targets.stream().allMatch(target -> target.traits().tags().isEmpty())) {
            return targets;
        }
        List<Target> shared = targets.stream()
                .filter(target -> target.traits().tags().stream().anyMatch(wishes.tags::contains))
                .toList();
        List<Target> fitting = shared.isEmpty()
                ? targets.stream()
                        .filter(target -> target.traits().tags().isEmpty()
                                || target.traits().tags().contains(UNTAGGED))
                        .toList()
                : shared;
        for (Target target : targets) {
            if (!fitting.contains(target)) {
                otherReason = true;
                leftOut.add(new LeftOut(target, "tags: it has none of those asked for"));
            }
        }
        return fitting;
    }

    private @Nullable String reason(Target target) {
        for (List<String> bound : principal.regions()) {
            if (isOutside(target, bound)) {
                boundRegion = true;
                return "the key is bound to " + String.join(", ", bound);
            }
        }
        String reason = asked(target);
        otherReason |= reason != null;
        return reason;
    }

    private @Nullable String asked(Target target) {
        for (Set<String> pins : wishes.regions) {
            if (isOutside(target, pins)) {
                return "region: it is not known to compute in " + String.join(", ", pins);
            }
        }
        for (Set<String> names : wishes.only) {
            if (names.stream().noneMatch(name -> ProviderNames.mean(name, target))) {
                return wishes.providersBy + ": another provider is asked for";
            }
        }
        if (wishes.keyFor != null && !ProviderNames.meanForKey(wishes.keyFor, target, catalog.providers())) {
            return wishes.providersBy + ": the key is for another provider";
        }
        if (wishes.onlyOrdered && wishes.order.stream().noneMatch(name -> ProviderNames.mean(name, target))) {
            return wishes.providersBy + ": it is not listed, and no other is allowed";
        }
        if (wishes.ignored.stream().anyMatch(name -> ProviderNames.mean(name, target))) {
            return "provider.ignore: its provider is to be ignored";
        }
        for (String promise : wishes.promises) {
            if (!target.traits().promises().contains(promise)) {
                return promise + ": its provider does not promise it";
            }
        }
        Models.Entry entry = catalog.model(target.billedAs()).entry();
        return isDearer(entry.inputPrice(), wishes.maxInputPrice)
                        || isDearer(entry.outputPrice(), wishes.maxOutputPrice)
                ? "provider.max_price: it is dearer"
                : null;
    }

    private static boolean isOutside(Target target, Collection<String> pins) {
        return pins.stream().noneMatch(pin -> Regions.isWithin(target.region(), pin));
    }

    /** A price that isn't known may be anything. */
    private static boolean isDearer(@Nullable BigDecimal price, @Nullable BigDecimal most) {
        return most != null && (price == null || price.compareTo(most) > 0);
    }

    private String bounds() {
        return principal.regions().stream()
                .map(bound -> String.join(", ", bound))
                .collect(Collectors.joining(" and "));
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }

    /** Why nothing is left. */
    GatewayException nothingLeft(String model) {
        if (boundRegion && !otherReason) {
            return GatewayError.of(
                            Fault.CLIENT,
                            ErrorCode.FORBIDDEN,
                            "this key may only be used in " + bounds() + ", where '" + model + "' has no target")
                    .asException();
        }
        String why = leftOut.isEmpty() ? "no target is left" : leftOut.getLast().reason();
        int colon = why.indexOf(": ");
        String field = colon < 0 ? "model" : why.substring(0, colon);
        return GatewayError.invalid(
                        field,
                        "leaves no target of '" + model + "'"
                                + (colon < 0 ? "" : " (" + why.substring(colon + 2) + ")"))
                .asException();
    }
}
