package org.modelgate.router.plan;

import java.util.List;
import java.util.stream.Stream;
import org.modelgate.common.bus.messages.Models;

/**
 * A model that clients may ask for.
 *
 * @param entry what the list of models shows of it
 * @param targets in the configuration's order, never empty
 * @param maxOutputTokens what it can put out at most
 * @param resilience what holds on its targets' bad days
 */
public record CatalogModel(
        Models.Entry entry, List<Target> targets, RoutePolicy policy, long maxOutputTokens, Resilience resilience) {
    /** One of which nothing more is said. */
    public CatalogModel(Models.Entry entry, List<Target> targets, RoutePolicy policy, long maxOutputTokens) {
        this(entry, targets, policy, maxOutputTokens, Resilience.NONE);
    }

    public CatalogModel {
        targets = List.copyOf(targets);
    }

    /** Those of its fallbacks too. */
    public Stream<Target> allTargets() {
        return Stream.of(targets, resilience.contextLength(), resilience.contentPolicy())
                .flatMap(List::stream);
    }

    public String id() {
        return entry.id();
    }
}
