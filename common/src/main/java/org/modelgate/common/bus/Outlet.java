package org.modelgate.common.bus;

/** The way to one peer. */
interface Outlet {
    /** @return false if it is known that it won't arrive */
    boolean send(Envelope envelope);

    /** True while too many bytes to the peer haven't left this node. */
    boolean congested();
}
