package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request as it came and as it was understood.
 *
 * @param body as it came: some APIs repeat it in their answer
 */
public record Asked(Call call, ObjectNode body, Prompt prompt) {}
