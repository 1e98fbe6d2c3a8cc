package org.modelgate.router.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Models;

/**
 * All models, found by id, by alias, or as {@code provider/model} with the model's id, alias or the provider's own name of it; the
 * last form allows that provider's targets only. An exact id or alias comes before the composed form. Other spellings are {@link
 * ModelNames}. Immutable.
 */
public final class ModelCatalog {
    /**
     * @param targets those that the asked name allows
     * @param byProvider whether the name chose the provider, so that the model has targets elsewhere
     */
    public record Match(CatalogModel model, List<Target> targets, boolean byProvider) {
        public Match {
            targets = List.copyOf(targets);
        }

        /** A name that allows all targets. */
        Match(CatalogModel model) {
            this(model, model.targets(), false);
        }
    }

    private final Map<String, Match> byName = new HashMap<>();
    private final List<CatalogModel> all;
    private final Models models;
    private final ModelNames names;
    private final Set<String> providers;

    public ModelCatalog(List<CatalogModel> models) {
        this.all = List.copyOf(models);
        this.models = new Models(models.stream().map(CatalogModel::entry).toList());
        for (CatalogModel model : models) {
            byName.put(model.id(), new Match(model));
        }
        for (CatalogModel model : models) {
            model.entry().aliases().forEach(alias -> byName.putIfAbsent(alias, new Match(model)));
        }
        models.forEach(model -> addComposed(model));
        names = new ModelNames(all, this);
        providers = all.stream()
                .flatMap(model -> model.targets().stream())
                .map(target -> target.provider().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    private void addComposed(CatalogModel model) {
        for (Target target : model.targets()) {
            String provider = target.provider().name();
            List<Target> its = model.targets().stream()
                    .filter(t -> t.provider().name().equals(provider))
                    .toList();
            byName.putIfAbsent(provider + "/" + model.id(), new Match(model, its, true));
            model.entry()
                    .aliases()
                    .forEach(alias -> byName.putIfAbsent(provider + "/" + alias, new Match(model, its, true)));
        }
        for (Target target : model.targets()) {
            byName.putIfAbsent(
                    target.provider().name() + "/" + target.model(), new Match(model, List.of(target), true));
        }
    }

    /** By the names in the configuration. */
    public Optional<Match> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * By the names in the configuration, else by other spellings of them.
     *
     * @throws org.modelgate.common.error.GatewayException model_not_found if there is none, or more than one
     */
    public Match resolve(String name) {
        Match exact = byName.get(name);
        return exact == null ? names.resolve(name) : exact;
    }

    /** By id; it must be there. */
    public CatalogModel model(String id) {
        Match match = byName.get(id);
        if (match == null) {
            throw new IllegalArgumentException("no model " + id);
        }
        return match.model();
    }

    /** In the configuration's order. */
    public List<CatalogModel> all() {
        return all;
    }

    /** Names of all providers that serve a model. */
    public Set<String> providers() {
        return providers;
    }

    /**
     * What the list of models shows, in the configuration's order.
     *
     * @param name if not null, only the model that it resolves to
     * @throws org.modelgate.common.error.GatewayException as {@link #resolve}
     */
    public Models models(@Nullable String name) {
        return name == null ? models : new Models(List.of(resolve(name).model().entry()));
    }
}
