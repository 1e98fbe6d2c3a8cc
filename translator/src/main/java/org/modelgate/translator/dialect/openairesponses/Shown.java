package org.modelgate.translator.dialect.openairesponses;

import java.util.Objects;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;

/** What of an answer the client asked to see: reasoning at all, its words, log probabilities. */
record Shown(boolean reasoning, boolean summaries, boolean logprobs) {
    static Shown to(InferenceRequest request) {
        Reasoning asked = request.reasoning();
        return new Shown(
                asked.mode() != Reasoning.Mode.OFF,
                !Objects.equals(asked.display(), "omitted"),
                request.logprobsJson() != null);
    }
}
