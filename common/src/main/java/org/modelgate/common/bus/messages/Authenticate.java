package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/**
 * edge to billing: who has this key? Fails with {@code invalid_api_key} if nobody may use it.
 *
 * @param keyDigest lower-case hex SHA-256 of the key: the key itself never crosses the bus
 */
public record Authenticate(String keyDigest) implements Request<Authenticated> {}
