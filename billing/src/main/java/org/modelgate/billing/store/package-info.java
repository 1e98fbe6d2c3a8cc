/**
 * The ledger's tables over JDBC, the only place with SQL. One writer thread with one connection commits batches of records; a
 * batch is one transaction that inserts rows keyed by the call's id, posts what was new, and moves each touched lease under its
 * fence ({@code epoch = ? AND state = 'open' AND spent + ? <= granted}), so that posting, idempotency and the guard against
 * overspending are one thing. Readers have connections of their own.
 *
 * <p><b>Decision: charges of one account in one batch are one transfer.</b> A transfer a call would cost three more rows for
 * each; so {@code tx} and its two entries are written once for an account and batch with the sum of the charges, and each
 * call's {@code resolution} names the transfer that it is part of. Nothing is lost: the audit recomputes each charge from its
 * buckets and price version, and each transfer from its resolutions.
 */
@NullMarked
package org.modelgate.billing.store;

import org.jspecify.annotations.NullMarked;
