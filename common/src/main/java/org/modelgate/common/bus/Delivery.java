package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;

/**
 * A message as it arrived.
 *
 * @param message the message
 * @param payload the bulk bytes beside it, empty if there were none
 * @param from address of the endpoint that sent it
 */
public record Delivery<M extends BusMessage>(M message, Buffer payload, String from) {}
