package org.modelgate.router.flow;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.Resilience;
import org.modelgate.router.preference.ReplyHeaders;

/**
 * What the attempts of one call share, once it is admitted.
 *
 * @param body the client's body, gone once content was delivered
 * @param edge the client's answer
 * @param maxOutputTokens cap that credit was reserved for
 * @param limits the caller's rate-limit figures
 * @param deadlineNanos end of the whole call by the monotonic clock
 * @param resilience what the model's configuration says of bad days, as far as the request allows it
 * @param reply what the answer shows in other gateways' conventions, null if the client used none
 */
record LiveCall(
        RouteCall route,
        ClientBody body,
        OutboundStream edge,
        CatalogModel model,
        long maxOutputTokens,
        Map<String, Long> limits,
        long deadlineNanos,
        Resilience resilience,
        @Nullable ReplyHeaders reply) {

    /** Output tokens that the provider may make at most, over all choices. */
    long outputMax() {
        long choices = Math.max(1, route.scan().choices());
        return maxOutputTokens > Long.MAX_VALUE / choices ? Long.MAX_VALUE : maxOutputTokens * choices;
    }
}
