package org.modelgate.router.plan;

import java.math.BigDecimal;

/** What a target's provider takes, in USD per million tokens; for comparisons only, the charge is billing's. */
public record Rates(BigDecimal input, BigDecimal output) {}
