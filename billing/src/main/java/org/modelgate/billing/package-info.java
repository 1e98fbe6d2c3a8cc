/**
 * Money: credits, limits, prices, ledger and the record of each call; the only module that knows SQL. The verticle's event loop
 * owns the ledger's state machine; a writer thread commits what it appends and hands the outcomes back, one turn a batch.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Admission runs no SQL. Credit moves from the wallet (database) to a lease (one an account, node and boot epoch) by the
 *       writer, and from the lease to reservations in memory.
 *   <li>Charges of one account in one batch are one transfer, see {@link org.modelgate.billing.store}.
 *   <li>A call that lacks credit which running calls of its account may give back waits a few seconds in line.
 *   <li>Credit that a settlement gives back is used at once, before the settlement is durable: the journal keeps the order, so
 *       a crash that loses the settlement loses all that was reserved after it too.
 * </ul>
 */
@NullMarked
package org.modelgate.billing;

import org.jspecify.annotations.NullMarked;
