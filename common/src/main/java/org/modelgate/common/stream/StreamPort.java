package org.modelgate.common.stream;

/** What one end of a stream sees of the other end: one per pair of endpoints, used on the endpoint's context only. */
public interface StreamPort {
    void send(StreamFrame frame);

    /** Whether frames pass by reference, on a path that can't lose one while both endpoints are open. */
    boolean byReference();

    /** True while too many bytes to this peer haven't left: nothing may be sent until it pumps its streams. */
    boolean congested();

    /** Runs it soon on the endpoint's context, for callbacks that mustn't run inside the caller's call. */
    void defer(Runnable callback);

    /** For the count of streams that lost a frame. */
    void interrupted();

    /** The stream is over at this end. */
    void forget(InboundCore stream);

    /** The stream is over at this end. */
    void forget(OutboundCore stream);
}
