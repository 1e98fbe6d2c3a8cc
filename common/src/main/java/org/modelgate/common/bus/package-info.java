/**
 * Typed messages over the event bus. Every verticle instance opens one {@link org.modelgate.common.bus.BusEndpoint} with one
 * address ({@code gw.<role>.<node>.<instance>}) and meets the others only through it; nothing outside this package and
 * {@code common.stream} touches the Vert.x event bus. In one JVM messages pass by reference, so they are immutable; between
 * JVMs they travel in a versioned binary form. An endpoint and all that hangs on it belongs to its verticle's context.
 */
@NullMarked
package org.modelgate.common.bus;

import org.jspecify.annotations.NullMarked;
