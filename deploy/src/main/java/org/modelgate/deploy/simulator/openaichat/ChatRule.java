package org.modelgate.deploy.simulator.openaichat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;

/** One thing that the API checks. */
@FunctionalInterface
interface ChatRule {

    Optional<Refusal> fault(ChatRequest request);

    static Optional<Refusal> invalid(String message, @Nullable String param) {
        return invalid(message, null, param);
    }

    static Optional<Refusal> invalid(String message, @Nullable String code, @Nullable String param) {
        return Invalid.because(message, code, param);
    }
}
