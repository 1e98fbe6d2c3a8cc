package org.modelgate.router.provider;

import io.vertx.core.Vertx;
import java.time.InstantSource;

/** How a configured provider's calls are proven, as the file says it. Nothing is read or fetched before the first call. */
@FunctionalInterface
public interface Credential {
    /**
     * For one router instance, on its event loop.
     *
     * @param clock wall clock
     */
    Authentication open(Vertx vertx, InstantSource clock);
}
