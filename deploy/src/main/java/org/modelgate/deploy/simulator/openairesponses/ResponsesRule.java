package org.modelgate.deploy.simulator.openairesponses;

import java.util.Optional;
import org.modelgate.deploy.simulator.core.Refusal;

/** One thing that the API checks. */
@FunctionalInterface
interface ResponsesRule {

    Optional<Refusal> fault(ResponsesRequest request);
}
