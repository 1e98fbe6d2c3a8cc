/**
 * The provider simulator: a real HTTP server that speaks the dialects of LLM providers, without a model behind it.
 *
 * <p>Answers follow from the request alone: the same request gets the same answer, in the same bytes, whichever dialect's
 * words it is put into. What the real API refuses is refused here, with the same words. Each answer is counted by
 * {@code core.TokenCounter} and entered in a usage log.
 *
 * <p>Start it in the JVM by deploying {@code SimulatorVerticle}, or as a process of its own by {@code SimulatorMain}.
 *
 * <p>A test steers single answers (pace, size, faults) by directives: {@code [[sim pace=20ms fault=cut:5]]} in the last user
 * text, {@code x-sim: pace=20ms;fault=cut:5} as a header, {@code name-sim-pace=20ms_fault=cut:5} as the model. The table of
 * all keys and faults stands at {@code core.Directives}. It steers the server by
 *
 * <ul>
 *   <li>{@code POST /_sim/faults} with <code>{"fault":"429", "directives":"retry-after=2", "match":{"dialect","model","key",
 *       "text"}, "times":2, "after":0}</code>, all but one of fault and directives optional; {@code GET} lists the rules,
 *       {@code DELETE} drops them and the counts of {@code times}
 *   <li>{@code POST /_sim/timelines} with <code>{"match", "repeat": true, "phases": [{"name":"up", "for":"2s"}, {"name":"down",
 *       "for":"2s", "fault":"503", "directives":""}]}</code>: one phase after the other from now on, the last one for good where nothing
 *       is repeated or it has no {@code for}; {@code GET} shows the clock, the phase of now and each phase's count of requests,
 *       {@code DELETE} drops all
 *   <li>{@code GET /_sim/usage?model=&after=&limit=}, {@code DELETE /_sim/usage}: what was served, with the tokens made and
 *       those handed to the connection so far
 *   <li>{@code GET /_sim/requests/last}, {@code DELETE}: the newest 16 requests as they came, the newest first
 *   <li>{@code GET /_sim/health}
 * </ul>
 *
 * <p>A key is asked for on every path but these; where no keys are configured any will do. One verticle is one event loop
 * and owns all its state; for more load start more processes.
 *
 * <p>To add a dialect: a package with a {@code core.Dialect}, and its line in {@code Dialects}.
 */
@NullMarked
package org.modelgate.deploy.simulator;

import org.jspecify.annotations.NullMarked;
