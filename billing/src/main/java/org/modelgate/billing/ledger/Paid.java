package org.modelgate.billing.ledger;

/**
 * A payment is durable.
 *
 * @param repeated whether its reference had been paid in before, so that nothing was now
 */
public record Paid(boolean repeated) {}
