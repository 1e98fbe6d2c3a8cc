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
        Section first = targets.getFirst();
        String type = types.getOrDefault(first.string("provider", ""), "");
        return Catalog.builtIn().find(type, first.string("model", model.string("id", "")));
    }
}
