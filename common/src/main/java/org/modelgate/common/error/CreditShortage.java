package org.modelgate.common.error;

/**
 * What a call lacked.
 *
 * @param requiredNano what it needs at least, in nano-USD
 * @param availableNano what isn't held by other calls; below zero where debts are above what may be owed
 * @param affordableOutputTokens the highest cap that would do, 0 if none
 */
public record CreditShortage(long requiredNano, long availableNano, long affordableOutputTokens) {}
