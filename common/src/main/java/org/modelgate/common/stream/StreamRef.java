package org.modelgate.common.stream;

/**
 * Where a stream's frames go.
 *
 * @param address endpoint of the receiver
 * @param id the receiver's id of the stream, never used twice by one endpoint
 * @param window bytes that may be sent before the first credit
 */
public record StreamRef(String address, long id, int window) {}
