/**
 * Which targets a call may go to and in which order: catalog, policy, plan, and the schedule of attempts over a plan. Pure: clock
 * readings and randomness come in as arguments.
 */
@NullMarked
package org.modelgate.router.plan;

import org.jspecify.annotations.NullMarked;
