/**
 * The simulated model, free of any dialect: what a request asks ({@code Prompt}), what is answered ({@code Reply}), how the
 * answer is made, counted, cached and signed, and the directives by which a test steers it. Nothing here does I/O, reads
 * a clock or draws a random number; {@code PromptCache} is the only state.
 */
@NullMarked
package org.modelgate.deploy.simulator.core;

import org.jspecify.annotations.NullMarked;
