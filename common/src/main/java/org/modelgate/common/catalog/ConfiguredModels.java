package org.modelgate.common.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modelgate.common.config.Section;

/** The catalog's entries for the models of a configuration file. */
public final class ConfiguredModels {
    private final Map<String, String> types = new HashMap<>();

    /** @param root of the file */
    public ConfiguredModels(Section root) {
        root.named("providers").forEach((name, provider) -> types.put(name, provider.string("type", "")));
    }

    /** What the catalog knows of a model, by its first target. */
    public Optional<CatalogEntry> entry(Section model) {
        List<Section> targets = model.list("targets");
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        return target(targets.getFirst(), model.string("id", ""));
    }

    /**
     * What the catalog knows of one target.
     *
     * @param model id of the model that it is a target of
     */
    public Optional<CatalogEntry> target(Section target, String model) {
        String type = types.getOrDefault(target.string("provider", ""), "");
        return Catalog.builtIn().find(type, target.string("model", model));
    }
}
