package org.modelgate.router.flow;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.router.plan.Verdict;

/**
 * What a provider refused of a call, so that its next attempt goes without.
 *
 * @param reasoning the reasoning in the history
 * @param summary the wish for a summary of the reasoning
 */
record LeftOut(boolean reasoning, boolean summary) {
    static final LeftOut NOTHING = new LeftOut(false, false);

    private static final String REASONING = "messages;reasoning-dropped";
    private static final String SUMMARY = "reasoning.summary;dropped";

    /** This, and what a refusal was for. */
    LeftOut and(Verdict refusal) {
        return new LeftOut(
                reasoning || refusal == Verdict.WITHOUT_REASONING, summary || refusal == Verdict.WITHOUT_SUMMARY);
    }

    /** What the client is told. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (reasoning) {
            warnings.add(REASONING);
        }
        if (summary) {
            warnings.add(SUMMARY);
        }
        return warnings;
    }
}
