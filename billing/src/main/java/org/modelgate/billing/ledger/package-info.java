/**
 * The state machine of the money: wallets, leases, reservations and settlements of this billing node. Pure: no I/O, no thread,
 * no clock of its own. It appends {@link org.modelgate.billing.ledger.LedgerRecord}s to a journal, in the order in which they
 * must become durable, and is told what became of them; nothing is answered before. Confined to one thread.
 */
@NullMarked
package org.modelgate.billing.ledger;

import org.jspecify.annotations.NullMarked;
