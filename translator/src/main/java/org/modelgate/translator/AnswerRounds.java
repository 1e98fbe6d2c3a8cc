package org.modelgate.translator;

import org.jspecify.annotations.Nullable;

/**
 * The rounds of one answer: a provider that pauses within its answer is asked to go on, and what it says in all rounds reads as
 * one answer of its dialect. Belongs to one attempt; not for several threads.
 */
public interface AnswerRounds {
    /**
     * Takes bytes of the running round in their plain form, of a whole answer all of them at once.
     *
     * @return bytes of the one answer, empty if none may go on yet
     */
    byte[] feed(byte[] bytes);

    /**
     * The provider ended the running round.
     *
     * @return what was kept of it
     */
    byte[] end();

    /** The plain request of the next round, which runs from now on; null unless the running one ended with a pause. */
    byte @Nullable [] next();
}
