package org.modelgate.billing.ledger;

/** What became of a record when its batch was committed. */
public sealed interface Outcome {
    Done DONE = new Done();
    Fenced FENCED = new Fenced();

    /** It is durable. */
    record Done() implements Outcome {}

    /**
     * The call had been resolved before, by somebody else; nothing was posted now.
     *
     * @param nano what was charged then
     * @param tokens what was charged for then
     */
    record AlreadyResolved(long nano, long tokens) implements Outcome {}

    /**
     * Money moved between wallet, lease and funds.
     *
     * @param moved what was moved: all that was asked for, or nothing
     * @param available what the wallet holds now
     */
    record Moved(long moved, long available) implements Outcome {}

    /** The lease belongs to another epoch now: nothing was posted. A settlement was kept as a late one. */
    record Fenced() implements Outcome {}

    /** The database refuses this record for what it says. */
    record Rejected(String reason) implements Outcome {}
}
