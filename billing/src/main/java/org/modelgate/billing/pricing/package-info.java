/**
 * What tokens cost. Prices are whole pico-USD a token, a charge is nano-USD, there is one rounding (up) per call, and no
 * floating point. Pure and immutable, so any thread may use it. A model without a price is an error, never free.
 */
@NullMarked
package org.modelgate.billing.pricing;

import org.jspecify.annotations.NullMarked;
