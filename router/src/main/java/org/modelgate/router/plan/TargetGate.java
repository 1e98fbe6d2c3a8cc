package org.modelgate.router.plan;

/** What an {@link AttemptSchedule} asks about targets. Called on the event loop of the call. */
public interface TargetGate {
    /** Every target is well, and every repetition allowed. */
    TargetGate OPEN = new TargetGate() {
        @Override
        public Pass ask(Target target) {
            return Pass.FREE;
        }

        @Override
        public int badness(Target target) {
            return 0;
        }

        @Override
        public void first(Target target) {}

        @Override
        public boolean mayRepeat(Target target) {
            return true;
        }
    };

    /** How a target may be asked. */
    enum Pass {
        /** As if nothing had ever happened. */
        FREE,
        /** By this one attempt, which is to find out whether it is well again; the permit is taken. */
        PROBE,
        /** Only if there is no other. */
        REFUSED
    }

    Pass ask(Target target);

    /** Order among targets that are refused, 0 for one that isn't. Takes no permit. */
    int badness(Target target);

    /** A call's first attempt goes there. */
    void first(Target target);

    /** Whether the retry budget allows an attempt there that repeats or hedges another; takes from the budget. */
    boolean mayRepeat(Target target);
}
