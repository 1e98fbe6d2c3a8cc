package org.modelgate.router.preference;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.router.plan.BodyEdits;
import org.modelgate.router.plan.RetryOverride;
import org.modelgate.router.plan.RoutePolicy;

/** A tree of targets as a request draws it, before names are resolved. */
sealed interface WishNode {
    String name();

    int weight();

    /**
     * One place to go.
     *
     * @param path of the target in the request
     * @param provider as the request names it, null: any that has the model
     * @param model in place of the one asked for, null: that one
     */
    record Pick(
            String name,
            int weight,
            String path,
            @Nullable String provider,
            @Nullable String model,
            BodyEdits edits,
            RetryOverride retry,
            @Nullable Secret key,
            @Nullable String customHost,
            @Nullable Duration timeout)
            implements WishNode {
        @Override
        public String toString() {
            return "Pick[" + path + "]";
        }
    }

    /** Several, of which a policy makes an order. */
    record Choice(String name, int weight, String path, RoutePolicy policy, List<WishNode> children)
            implements WishNode {
        public Choice {
            children = List.copyOf(children);
        }
    }
}
