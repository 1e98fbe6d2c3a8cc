package org.modelgate.common.bus;

/** What the protocol needs from where it runs: the event bus and a context, or a simulation. */
interface Surroundings {
    Outlet outlet(String address, boolean sameNode);

    /** Monotonic time in nanoseconds. */
    long nanos();

    /** Runs it in the endpoint's context: at once if the caller is there already. */
    void execute(Runnable work);

    /** Runs it soon, in the same context. */
    void defer(Runnable callback);

    /** A peer stopped answering: it shouldn't be chosen for a while. */
    void suspect(String address);
}
