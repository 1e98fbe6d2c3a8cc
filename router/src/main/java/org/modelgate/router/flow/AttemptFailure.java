package org.modelgate.router.flow;

import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.Verdict;

/**
 * An attempt that brought the client nothing.
 *
 * @param error what the client gets if no other attempt follows
 * @param verdict what it means for the next attempt
 */
record AttemptFailure(GatewayError error, Verdict verdict) {}
