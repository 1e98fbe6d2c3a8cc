package org.modelgate.router.plan;

/** What a failed attempt means for the next one. */
public enum Verdict {
    /** Another target, or the same one after a pause. */
    RETRY,
    /** Another target only: this one will refuse again. */
    OTHER_TARGET,
    /** The same target after a pause, and no other. */
    SAME_TARGET,
    /** The same target at once, but without the reasoning in the history. */
    WITHOUT_REASONING,
    /** The same target at once, but without asking for a summary of its reasoning. */
    WITHOUT_SUMMARY,
    /** The request's own fault: nobody would take it. */
    GIVE_UP;

    /** Whether the same target may take the request with something left out, so that the schedule has no say. */
    public boolean asksForLess() {
        return this == WITHOUT_REASONING || this == WITHOUT_SUMMARY;
    }
}
