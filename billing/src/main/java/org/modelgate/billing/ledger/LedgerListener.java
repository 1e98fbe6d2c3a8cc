package org.modelgate.billing.ledger;

import java.util.UUID;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;

/** What the ledger has to tell without being asked. */
public interface LedgerListener {
    /** The call's reservation is durable; {@code to} is who asked for it. */
    void reservationDurable(UUID callId, String to);

    /** The usage would have cost more than was reserved; the reservation was charged. {@code costNano} is -1 if absurd. */
    void overran(UUID callId, long costNano, long reservedNano);

    /** Nothing could be charged for a settlement. */
    void late(UUID callId, String reason);

    /** This node lacks credit of the account that others may hold idle. */
    void recall(String account);

    /** The call was admitted by another node, which is reached at that address. */
    void forward(Settle settle, String address, Reply<Settled> reply);

    /** The credit of a call that goes on is spent, and there is no more. */
    void exhausted(UUID callId, String to);

    /** A call of the account is refused for lack of credit. */
    default void lacked(long org) {}

    /** A call is refused for that budget. */
    default void overBudget(BudgetId budget) {}

    /** Another process has taken over: this one may not spend any more. Told once. */
    void fenced();
}
