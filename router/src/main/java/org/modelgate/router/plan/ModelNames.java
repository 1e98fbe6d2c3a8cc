package org.modelgate.router.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.catalog.Catalog;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.plan.ModelCatalog.Match;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.ProviderSlugs;

/**
 * Other spellings of models' names, none of which stands in the configuration. In this order: a leading {@code @} is cut; what stands
 * in front of the first slash is a configured provider or a kind of one, and then only its targets count, else the vendor that made
 * the model; then dots count as hyphens, and a date or {@code latest} may be missing or too much, but never be another date. A name
 * that fits two models is none. Immutable.
 */
final class ModelNames {
    private static final int SHOWN_MAX = 200;

    /** A model under one of its names. */
    private record Named(@Nullable String date, Match match) {}

    private final ModelCatalog catalog;
    private final Map<String, List<Named>> ids = new HashMap<>();
    private final Map<String, List<Named>> providersNames = new HashMap<>();
    private final Map<String, ProviderConfig> providers = new LinkedHashMap<>();

    ModelNames(List<CatalogModel> models, ModelCatalog catalog) {
        this.catalog = catalog;
        for (CatalogModel model : models) {
            add(ids, model.id(), new Match(model));
            model.entry().aliases().forEach(alias -> add(ids, alias, new Match(model)));
            for (Target target : model.targets()) {
                providers.putIfAbsent(target.provider().name(), target.provider());
                List<Target> same = model.targets().stream()
                        .filter(t -> t.model().equals(target.model()))
                        .toList();
                String own = target.model().substring(target.model().lastIndexOf('/') + 1);
                add(
                        providersNames,
                        own,
                        new Match(model, same, same.size() < model.targets().size()));
            }
        }
    }

    private static void add(Map<String, List<Named>> index, String name, Match match) {
        UnifiedName unified = UnifiedName.of(name);
        index.computeIfAbsent(unified.base(), base -> new ArrayList<>()).add(new Named(unified.date(), match));
    }

    Match resolve(String name) {
        return find(name).orElseThrow(() -> unknown("there is no model '" + shown(name) + "'"));
    }

    private Optional<Match> find(String name) {
        String plain = name.startsWith("@") ? name.substring(1) : name;
        Optional<Match> exact = catalog.find(plain);
        if (exact.isPresent()) {
            return exact;
        }
        int slash = plain.indexOf('/');
        if (slash > 0) {
            Optional<Match> found = prefixed(plain.substring(0, slash), plain.substring(slash + 1));
            if (found.isPresent()) {
                return found;
            }
        }
        return unified(plain);
    }

    private Optional<Match> prefixed(String prefix, String rest) {
        Optional<Match> own = providers.values().stream()
                .filter(provider -> ProviderSlugs.mean(prefix, provider))
                .flatMap(provider -> catalog.find(provider.name() + "/" + rest).stream())
                .findFirst();
        if (own.isPresent() && catalog.find(rest).isEmpty()) {
            return own;
        }
        Optional<Match> model = catalog.find(rest).or(() -> unified(rest));
        if (model.isEmpty()) {
            return model;
        }
        List<Target> its = model.get().targets().stream()
                .filter(target -> ProviderSlugs.mean(prefix, target.provider()))
                .toList();
        if (!its.isEmpty()) {
            return Optional.of(new Match(model.get().model(), its, true));
        }
        return Catalog.builtIn().find(prefix, UnifiedName.of(rest).base()).isPresent()
                        || Catalog.builtIn().find(prefix, rest).isPresent()
                ? model
                : Optional.empty();
    }

    private Optional<Match> unified(String name) {
        UnifiedName unified = UnifiedName.of(name);
        Optional<Match> byId = one(name, unified, ids.getOrDefault(unified.base(), List.of()));
        return byId.isPresent() ? byId : one(name, unified, providersNames.getOrDefault(unified.base(), List.of()));
    }

    /** Of the same date first, then one without; a name without a date means the only date there is. */
    private static Optional<Match> one(String name, UnifiedName asked, List<Named> named) {
        List<Named> sameDate =
                named.stream().filter(n -> Objects.equals(n.date, asked.date())).toList();
        if (!sameDate.isEmpty()) {
            return only(name, sameDate);
        }
        if (asked.date() == null) {
            return only(name, named);
        }
        List<Named> undated = named.stream()
                .filter(n -> n.date == null && !isDated(n.match.model(), named))
                .toList();
        return only(name, undated);
    }

    /** Whether a model is known under a date, so that another date isn't it. */
    private static boolean isDated(CatalogModel model, List<Named> named) {
        boolean byName = named.stream()
                .anyMatch(n -> n.date != null && n.match.model().id().equals(model.id()));
        return byName
                || model.targets().stream()
                        .anyMatch(t -> UnifiedName.of(t.model()).date() != null);
    }

    private static Optional<Match> only(String name, List<Named> named) {
        Map<String, Match> models = new LinkedHashMap<>();
        named.forEach(n -> models.putIfAbsent(n.match.model().id(), n.match));
        if (models.size() > 1) {
            throw unknown("the model '" + shown(name) + "' may be any of " + String.join(", ", models.keySet())
                    + ": use one of these names");
        }
        return models.values().stream().findFirst();
    }

    private static String shown(String name) {
        return name.length() > SHOWN_MAX ? name.substring(0, SHOWN_MAX) : name;
    }

    private static GatewayException unknown(String message) {
        return GatewayError.of(Fault.CLIENT, ErrorCode.MODEL_NOT_FOUND, message).asException();
    }
}
