package org.modelgate.common.bus;

/**
 * A router node's word that a target isn't well, part of the table that it publishes.
 *
 * @param target the target's name, the same on all nodes
 * @param opening rises each time the node finds it ill anew
 */
public record TargetMark(String target, int opening) {}
