/**
 * The life of one call. An {@link org.modelgate.router.flow.InferenceFlow} orders plan, admission, attempts, fallback and
 * settlement; an {@code Attempt} is one try at one target; an {@code AnswerReader} watches its answer; an {@code AnswerSink} is
 * where the answer goes (edge, or translator). What holds: no content leaves before the reservation is durable, nothing ends for
 * the client before the settlement is, there is exactly one settlement for each admission, and another target is tried only while
 * no content has left. All of it runs on the event loop of one router instance; no timer belongs to a call, one sweep serves all.
 */
@NullMarked
package org.modelgate.router.flow;

import org.jspecify.annotations.NullMarked;
