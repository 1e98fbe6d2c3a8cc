package org.modelgate.deploy.simulator.anthropic;

import java.util.Optional;
import org.modelgate.deploy.simulator.core.Refusal;

/** One thing that the API checks. */
@FunctionalInterface
interface Rule {

    /** What is wrong, in the API's words. */
    Optional<String> fault(AnthropicRequest request);

    static Refusal invalid(String message) {
        return new Refusal(400, "invalid_request_error", message);
    }
}
