package org.modelgate.billing.ledger;

/**
 * How the credit of an account is shared among billing nodes.
 *
 * @param shared whether there may be other nodes; if not, this one takes all credit there is and keeps it
 * @param ttlMillis how long leases may be used after a sign of life that reached the database
 * @param beatMillis between two signs of life
 * @param idleMillis after which an unused lease is given back
 * @param strictNano below which nothing is held beyond running calls
 * @param retryMillis between two looks at a wallet that had too little
 */
public record Escrow(
        boolean shared, long ttlMillis, long beatMillis, long idleMillis, long strictNano, long retryMillis) {

    /** The only node of its database. */
    public static final Escrow SOLE = new Escrow(false, 0, 0, 0, 0, 0);

    public static final Escrow SHARED = new Escrow(true, 120_000, 2_000, 60_000, 1_000_000_000, 100);

    public Escrow withTtlMillis(long ttl) {
        return new Escrow(shared, ttl, Math.min(beatMillis, ttl / 6), idleMillis, strictNano, retryMillis);
    }
}
