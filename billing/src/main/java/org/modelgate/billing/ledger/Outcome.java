package org.modelgate.billing.ledger;

import java.util.List;

/** What became of a record when its batch was committed. */
public sealed interface Outcome {
    Done DONE = new Done();
    Fenced FENCED = new Fenced();
    Away AWAY = new Away();

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
     * @param available what may be taken from the wallet now
     * @param elsewhere what other leases of the account hold, where the wallet had too little
     */
    record Moved(long moved, long available, long elsewhere) implements Outcome {}

    /**
     * What there is of a budget after a grant. Sums over this epoch, so that a grant that was done twice is known.
     *
     * @param left what no node has
     * @param elsewhere what other shares have that isn't spent
     */
    record Shared(long granted, long returned, long spent, long left, long elsewhere) implements Outcome {}

    /**
     * The node counts as alive.
     *
     * @param nodes billing nodes that are alive, over all regions
     * @param regions that have any
     * @param wanted accounts that this node holds credit of and others lack it
     */
    record Alive(int nodes, int regions, List<Long> wanted) implements Outcome {

        /** In one region. */
        public Alive(int nodes, List<Long> wanted) {
            this(nodes, 1, wanted);
        }
    }

    /** The database can't be reached, and this can't be done without it. */
    record Away() implements Outcome {}

    /** The lease belongs to another epoch now: nothing was posted. A settlement was kept as a late one. */
    record Fenced() implements Outcome {}

    /** The database refuses this record for what it says. */
    record Rejected(String reason) implements Outcome {}
}
