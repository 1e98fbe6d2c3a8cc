package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.Objects;

/**
 * Who calls.
 *
 * @param account id of the account that pays
 * @param keyId id of the virtual key (never the key itself)
 * @param regions the only ones in which its calls may be computed: one of each list; none: any
 */
public record Principal(String account, String keyId, List<List<String>> regions) {

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
}
