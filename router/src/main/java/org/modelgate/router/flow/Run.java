package org.modelgate.router.flow;

import org.modelgate.router.health.Trial;
import org.modelgate.router.plan.AttemptSchedule;

/**
 * An attempt under way.
 *
 * @param next what the schedule gave out
 * @param trial tells the target's health how it goes
 */
record Run(Attempt attempt, AttemptSchedule.Next next, Trial trial) {}
