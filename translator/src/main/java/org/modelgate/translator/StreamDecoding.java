package org.modelgate.translator;

/** Streams of a provider of one dialect. */
public interface StreamDecoding {
    StreamDecoder decoder();
}
