package org.modelgate.router.plan;

import java.util.List;
import org.modelgate.common.bus.messages.Models;

/**
 * A model that clients may ask for.
 *
 * @param entry what the list of models shows of it
 * @param targets in the configuration's order, never empty
 * @param maxOutputTokens what it can put out at most
 */
public record CatalogModel(Models.Entry entry, List<Target> targets, RoutePolicy policy, long maxOutputTokens) {
    public CatalogModel {
        targets = List.copyOf(targets);
    }

    public String id() {
        return entry.id();
    }
}
