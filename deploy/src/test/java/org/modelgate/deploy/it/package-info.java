/**
 * The gateway as its users meet it: real processes on loopback, the official clients, a provider simulator that outlives them,
 * and faults by signal. {@code GatewayProcess} is one process, {@code RunningGateway} what a suite needs to know of however many.
 */
@NullMarked
package org.modelgate.deploy.it;

import org.jspecify.annotations.NullMarked;
