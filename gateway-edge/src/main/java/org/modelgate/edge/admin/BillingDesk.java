package org.modelgate.edge.admin;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.error.GatewayError;

/** Asks a billing node for operators. */
final class BillingDesk {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final BusEndpoint bus;

    BillingDesk(BusEndpoint bus) {
        this.bus = bus;
    }

    /** Asks the instance that spends for this account. */
    <R extends BusMessage> Future<R> ask(String account, Request<R> question) {
        return ask(bus.directory().owner(Role.BILLING, account), question);
    }

    <R extends BusMessage> Future<R> ask(Request<R> question) {
        return ask(bus.directory().pick(Role.BILLING), question);
    }

    private <R extends BusMessage> Future<R> ask(Optional<String> billing, Request<R> question) {
        return billing.map(address -> bus.request(address, question, TIMEOUT))
                .orElseGet(() -> Future.failedFuture(GatewayError.unavailable("billing is not available at the moment")
                        .asException()));
    }
}
