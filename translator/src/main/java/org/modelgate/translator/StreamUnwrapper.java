package org.modelgate.translator;

/** One streamed answer's way out of a vendor's framing, to the SSE that the dialect's codecs read. Keeps a bounded rest. */
public interface StreamUnwrapper {
    /**
     * Takes bytes as they came off the socket, split anywhere.
     *
     * @return whole SSE events, empty if none is complete
     * @throws org.modelgate.common.error.GatewayException provider_error if they are no such framing
     */
    byte[] feed(byte[] chunk);

    /**
     * The stream ended.
     *
     * @throws org.modelgate.common.error.GatewayException provider_error if it ended within a frame
     */
    void end();
}
