package org.modelgate.edge.api;

import java.util.function.BooleanSupplier;
import org.modelgate.common.bus.Directory;
import org.modelgate.common.bus.Role;
import org.modelgate.edge.http.Exchange;

/** Whether the process runs, and whether it can serve. Safe for use by many threads. */
public final class Health {
    private final Directory directory;
    private final BooleanSupplier draining;

    public Health(Directory directory, BooleanSupplier draining) {
        this.directory = directory;
        this.draining = draining;
    }

    /** An answer of a health endpoint. */
    public record Report(int status, byte[] body) {
        void answer(Exchange exchange) {
            exchange.json(status, body);
        }
    }

    public Report live() {
        return new Report(200, Documents.health("live", true, true, true));
    }

    /** 200 if nothing is missing to answer a call, else 503. */
    public Report ready() {
        boolean router = directory.pick(Role.ROUTER).isPresent();
        boolean translator = directory.pick(Role.TRANSLATOR).isPresent();
        boolean billing = directory.pick(Role.BILLING).isPresent();
        if (draining.getAsBoolean()) {
            return new Report(503, Documents.health("draining", router, translator, billing));
        }
        boolean ready = router && translator && billing;
        return new Report(
                ready ? 200 : 503, Documents.health(ready ? "ready" : "waiting", router, translator, billing));
    }
}
