package org.modelgate.common.bus;

/**
 * A message that is answered.
 *
 * @param <R> the answer's type
 */
public interface Request<R extends BusMessage> extends BusMessage {}
