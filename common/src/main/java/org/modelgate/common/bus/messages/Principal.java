package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.Objects;

/**
 * Who calls.
 *
 * @param account id of the account that pays
 * @param keyId id of the virtual key (never the key itself)
 * @param regions the only ones in which its calls may be computed: one of each list; none: any
 * @param watched whether billing wants to know of its calls' end users and tags, for they have budgets
 */
public record Principal(String account, String keyId, List<List<String>> regions, boolean watched) {

    /** An older node sends no regions. */
    public Principal {
        regions = Objects.requireNonNullElse(regions, List.<List<String>>of()).stream()
                .map(List::copyOf)
                .toList();
    }

    /** One that isn't bound to regions. */
    public Principal(String account, String keyId) {
        this(account, keyId, List.of());
    }

    /** One whose end users and tags have no budgets. */
    public Principal(String account, String keyId, List<List<String>> regions) {
        this(account, keyId, regions, false);
    }
}
