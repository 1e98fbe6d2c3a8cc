package org.modelgate.billing.ledger;

import org.modelgate.common.error.GatewayError;

/** Takes one answer, once. */
public interface Reply<T> {
    void ok(T answer);

    void failed(GatewayError error);
}
