package org.modelgate.router.plan;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of a target for policies and filters.
 *
 * @param priority under the priority policy the lowest comes first
 * @param tags labels that requests may ask for
 * @param promises what its provider does with data: {@code zero_data_retention}, {@code no_training}
 * @param rates what its provider takes, if that is known
 */
public record Traits(
        int priority,
        Set<String> tags,
        Set<String> promises,
        @Nullable Rates rates) {
    public static final Traits NONE = new Traits(0, Set.of(), Set.of(), null);

    public Traits {
        tags = Set.copyOf(tags);
        promises = Set.copyOf(promises);
    }
}
