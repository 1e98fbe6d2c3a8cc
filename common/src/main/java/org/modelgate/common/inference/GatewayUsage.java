package org.modelgate.common.inference;

/**
 * What the gateway tells the client about the charge ({@code gateway_usage}, contract section 6).
 *
 * @param tokensCharged all input and output tokens that were charged
 * @param requestMillis wall time from the request's arrival to its settlement
 * @param costNano charge in nano-USD
 * @param provider configured name of the provider that answered
 * @param cached whether the answer came from the response cache
 */
public record GatewayUsage(long tokensCharged, long requestMillis, long costNano, String provider, boolean cached) {}
