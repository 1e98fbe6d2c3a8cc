/**
 * The OpenAI Chat Completions dialect: {@code /v1/chat/completions} and {@code /v1/models}. It also owns every path that no
 * other dialect takes.
 *
 * <p>Models whose names say that they reason ({@code o3}, {@code gpt-5} and later) get those models' restrictions. Where
 * {@code reasoning_effort} is asked for, the reasoning is told in {@code reasoning_content}, as compatible servers do.
 * Not simulated, and refused by name: {@code n} above 1, audio output, the old {@code functions}, custom tools.
 */
@NullMarked
package org.modelgate.deploy.simulator.openaichat;

import org.jspecify.annotations.NullMarked;
