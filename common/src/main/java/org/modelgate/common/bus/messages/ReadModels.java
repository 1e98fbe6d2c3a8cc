package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/** edge to router: the catalog. */
public record ReadModels() implements Request<Models> {}
