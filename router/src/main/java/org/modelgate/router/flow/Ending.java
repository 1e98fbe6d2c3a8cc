package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** What the client gets when the settlement is durable. */
sealed interface Ending {
    /** The rest of the answer. */
    record Deliver(Attempt attempt) implements Ending {}

    /** An error; {@code begun} is the attempt whose content it follows, null if none was delivered. */
    record Fail(GatewayError error, @Nullable Attempt begun) implements Ending {}

    /** Nothing: the client is gone, or the translator that wrote to it, in which case this is the client's error. */
    record Silent(GatewayError reason) implements Ending {}
}
