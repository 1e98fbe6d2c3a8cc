package org.modelgate.deploy.simulator.core;

/**
 * The place in a stream where an error ends it.
 *
 * @param events that went out before
 */
public record Interruption(Asked asked, Reply reply, int events, String requestId) {}
