package org.modelgate.router.preference;

import java.util.Locale;
import java.util.Set;
import org.modelgate.router.plan.RoutePolicy;

/** {@code routing} of the body and headers of LLM Gateway's clients. */
final class LlmGatewayConvention implements Convention {
    private static final String PREFIX = "x-llmgateway-";

    @Override
    public void read(Asked asked, Wishes wishes) {
        if (asked.says(PREFIX) || asked.says("x-no-")) {
            wishes.replies.add(Wishes.Reply.LLM_GATEWAY);
        }
        asked.flag("x-no-fallback").ifPresent(single -> wishes.single |= single);
        asked.ignore(Set.of("x-no-cache"));
        asked.header(PREFIX + "data-residency")
                .ifPresent(region -> wishes.regions.add(Set.of(region.toLowerCase(Locale.ROOT))));
        // Any other is a label for reports on usage.
        asked.ignorePrefix(PREFIX);
        asked.member("routing").ifPresent(routing -> {
            wishes.replies.add(Wishes.Reply.LLM_GATEWAY);
            routing(routing, wishes);
        });
    }

    private static void routing(Value routing, Wishes wishes) {
        switch (routing.text()) {
            case "auto" -> {}
            case "price" -> wishes.sort(new RoutePolicy.Cost());
            case "throughput" -> wishes.sort(new RoutePolicy.Throughput());
            case "latency" -> wishes.sort(new RoutePolicy.Latency());
            default -> throw routing.invalid("must be auto, price, throughput or latency");
        }
    }
}
