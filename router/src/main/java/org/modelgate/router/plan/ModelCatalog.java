package org.modelgate.router.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modelgate.common.bus.messages.Models;

/**
 * All models, found by id, by alias, or as {@code provider/model} with the model's id, alias or the provider's own name of it; the
 * last form allows that provider's targets only. An exact id or alias comes before the composed form. Immutable.
 */
public final class ModelCatalog {
    /** @param targets those that the asked name allows */
    public record Match(CatalogModel model, List<Target> targets) {}

    private final Map<String, Match> byName = new HashMap<>();
    private final Models models;

    public ModelCatalog(List<CatalogModel> models) {
        this.models = new Models(models.stream().map(CatalogModel::entry).toList());
        for (CatalogModel model : models) {
            byName.put(model.id(), new Match(model, model.targets()));
        }
        for (CatalogModel model : models) {
            model.entry().aliases().forEach(alias -> byName.putIfAbsent(alias, new Match(model, model.targets())));
        }
        models.forEach(model -> addComposed(model));
    }

    private void addComposed(CatalogModel model) {
        for (Target target : model.targets()) {
            String provider = target.provider().name();
            List<Target> its = model.targets().stream()
                    .filter(t -> t.provider().name().equals(provider))
                    .toList();
            byName.putIfAbsent(provider + "/" + model.id(), new Match(model, its));
            model.entry().aliases().forEach(alias -> byName.putIfAbsent(provider + "/" + alias, new Match(model, its)));
        }
        for (Target target : model.targets()) {
            byName.putIfAbsent(target.provider().name() + "/" + target.model(), new Match(model, List.of(target)));
        }
    }

    public Optional<Match> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What the list of models shows, in the configuration's order. */
    public Models models() {
        return models;
    }
}
