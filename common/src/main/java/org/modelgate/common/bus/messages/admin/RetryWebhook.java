package org.modelgate.common.bus.messages.admin;

import org.modelgate.common.bus.Request;

/** edge to billing: a dead event gets all its tries again. */
public record RetryWebhook(String actor, String id) implements Request<WebhookInfo> {}
