/** How an operator's endpoint is told of events, signed as Standard Webhooks says. */
@NullMarked
package org.modelgate.billing.webhook;

import org.jspecify.annotations.NullMarked;
