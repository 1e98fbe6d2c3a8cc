package org.modelgate.common.error;

/** Whose fault an error is; decides whether another target may help and what is logged. */
public enum Fault {
    /** The request itself: no other target would take it. */
    CLIENT,
    /** The caller's account: key, credits, limits. */
    ACCOUNT,
    /** A provider: status, cut, timeout, or the operator's key refused there. */
    PROVIDER,
    /** The gateway: a lost peer, a full buffer, a bug. */
    GATEWAY
}
