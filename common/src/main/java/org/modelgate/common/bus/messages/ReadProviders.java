package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/** edge to router: how the node's targets are. */
public record ReadProviders() implements Request<ProviderHealth> {}
