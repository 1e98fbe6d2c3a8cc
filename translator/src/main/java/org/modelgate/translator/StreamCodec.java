package org.modelgate.translator;

/** Streams of one dialect, both ways; the two machines meet in {@link org.modelgate.common.inference.StreamEvent}. */
public interface StreamCodec extends StreamDecoding {
    /** @param inputTokens input tokens for a first event that shows them when the provider gave none yet */
    StreamEncoder encoder(AnswerContext context, long inputTokens);
}
