package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: events that the operator's endpoint is told of, newest first.
 *
 * @param state {@code pending, delivered} or {@code dead}; null: any
 */
public record ReadWebhooks(@Nullable String state, @Nullable String after, int limit) implements Request<WebhookPage> {}
