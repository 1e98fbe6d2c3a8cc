/**
 * How well each target does: its breaker, its averages, its retry budget, and what other nodes say of it. All but
 * {@link org.modelgate.router.health.HealthBoard} is pure: readings of the clock come in as arguments. The board is shared by all
 * router instances of a process, and its methods are safe for many threads; each takes one target's lock for a few steps.
 */
@NullMarked
package org.modelgate.router.health;

import org.jspecify.annotations.NullMarked;
