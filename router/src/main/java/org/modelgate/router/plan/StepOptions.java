package org.modelgate.router.plan;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;

/**
 * What a request asks of the attempts at one target.
 *
 * @param firstByte limit up to the first byte of a streamed answer, null: the provider's
 * @param total limit of an attempt, null: the provider's
 * @param edits what is changed in the body
 * @param key the caller's own credential, for this request alone; null: the operator's
 * @param customHost host in place of the provider's, null: the provider's; already checked against what the operator allows
 * @param headers more request headers for the provider, by lower-case name
 * @param label the target's place in the request, such as {@code config.targets[1]}; empty if the request named none
 */
public record StepOptions(
        @Nullable Duration firstByte,
        @Nullable Duration total,
        RetryOverride retry,
        BodyEdits edits,
        @Nullable Secret key,
        @Nullable CustomHost customHost,
        Map<String, String> headers,
        String label) {

    public static final StepOptions NONE =
            new StepOptions(null, null, RetryOverride.NONE, BodyEdits.NONE, null, null, Map.of(), "");

    public StepOptions {
        headers = Map.copyOf(headers);
    }

    /** Headers may be secrets of the caller. */
    @Override
    public String toString() {
        return "StepOptions[" + label + ", headers=" + headers.keySet() + "]";
    }
}
