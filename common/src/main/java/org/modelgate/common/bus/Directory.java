package org.modelgate.common.bus;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which instances of which role are alive, as this process knows it: its own at once, those of other nodes by the table that
 * every node publishes each 500 ms. Stale and draining instances are never chosen. Safe for use by many threads.
 */
public interface Directory {

    /** Name of this process in addresses: short, unique for each start. */
    String node();

    /** An instance to talk to: on this thread's event loop if there is one, else of this node, else the least loaded. */
    Optional<String> pick(Role role);

    /**
     * The one instance that owns {@code key} among all live ones of a role in this region (rendezvous hashing), so that all
     * callers meet at the same place while membership is stable.
     */
    Optional<String> owner(Role role, String key);

    /** Addresses of all live instances of a role. */
    List<String> all(Role role);

    /** Names of all nodes that have live instances of a role. */
    default Set<String> nodes(Role role) {
        return all(role).stream().map(Addresses::node).collect(Collectors.toUnmodifiableSet());
    }
}
