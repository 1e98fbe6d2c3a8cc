package org.modelgate.common.bus.messages;

/**
 * Who calls.
 *
 * @param account id of the account that pays
 * @param keyId id of the virtual key (never the key itself)
 */
public record Principal(String account, String keyId) {}
