package org.modelgate.billing.store;

/**
 * Who writes.
 *
 * @param node the billing node's name, which no other that runs has
 * @param epoch this boot's, as {@link Bootstrap} made it
 * @param ttlMillis how long after its last sign of life a node counts as alive
 */
public record StoreIdentity(String node, String region, long epoch, long ttlMillis) {}
