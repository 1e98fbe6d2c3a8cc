/**
 * The OpenAI Responses dialect: {@code /v1/responses}, unary and streamed, and {@code /v1/responses/input_tokens}.
 *
 * <p>Models whose names say that they reason think unless told not to; any model does that is given an effort. Reasoning is
 * bound to its item: {@code encrypted_content} holds the item's id, and comes back in the item of that id or is refused.
 * Item ids tell whether their answer had reasoning, so that a call replayed without it is refused too, as by the API. What
 * another model thought is dropped and named in {@code input_transformations}.
 *
 * <p>Nothing is stored: {@code previous_response_id}, {@code conversation} and item references are never found. Function
 * and custom tools are called, in namespaces and in {@code additional_tools} too; built-in ones may be offered and are never
 * used. Not simulated, and refused by name: {@code background}, {@code prompt}, compaction.
 */
@NullMarked
package org.modelgate.deploy.simulator.openairesponses;

import org.jspecify.annotations.NullMarked;
