package org.modelgate.router.upstream;

/** Why an exchange ended without its end. */
public enum UpstreamFailure {
    /** What proves the gateway's calls to this provider can't be had. Nothing was sent. */
    NO_CREDENTIAL,
    /** No connection: refused, unknown host or TLS. Nothing was sent. */
    NOT_CONNECTED,
    /** All connections that may be open to the provider are in use, and too many requests wait for one. Nothing was sent. */
    NO_ROOM,
    /** A connection that had been used before closed before any byte of the answer: most likely it was already dead. */
    STALE_CONNECTION,
    /** The connection closed before the head of the answer. */
    CLOSED_BEFORE_HEAD,
    /** The connection closed within the answer. */
    CUT,
    /** A whole answer is larger than its limit. */
    TOO_LARGE
}
