/**
 * The Anthropic Messages dialect: {@code /v1/messages}, {@code /v1/messages/count_tokens} and {@code /v1/models}, in the
 * API versions 2023-06-01 and 2026-10-21.
 *
 * <p>A request passes the rules in the order of {@code AnthropicRules}; the messages are those of the real API. A model
 * whose name tells its generation is held to that generation's limits ({@code ModelTraits}); any other name may do
 * everything.
 */
@NullMarked
package org.modelgate.deploy.simulator.anthropic;

import org.jspecify.annotations.NullMarked;
