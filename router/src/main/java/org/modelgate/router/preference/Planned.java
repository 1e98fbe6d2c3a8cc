package org.modelgate.router.preference;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.Resilience;
import org.modelgate.router.plan.RoutePlan;
import org.modelgate.router.plan.Target;

/**
 * What became of a request's wishes.
 *
 * @param model of the plan's first target
 * @param billed ids of all models that the plan may use, the first target's first
 * @param askedOutputTokens the highest cap of output tokens that the client gave for any target, null if it gave none
 * @param outputTokens what each of these models can put out at most, in the same order
 * @param cacheWrites whether the plan itself has input written to a cache
 * @param policy that made the order, by its name
 * @param leftOut targets of the models asked for that the plan doesn't use
 * @param dryRun whether the client wants the plan in place of an answer
 * @param resilience what the first target's model says of bad days, as far as the request allows it
 * @param reply what the answer shows in the conventions that the client used, null if it used none
 * @param labels whose call it is, where billing wants to know
 */
public record Planned(
        RoutePlan plan,
        CatalogModel model,
        List<String> billed,
        @Nullable Long askedOutputTokens,
        List<Long> outputTokens,
        boolean cacheWrites,
        String policy,
        List<LeftOut> leftOut,
        boolean dryRun,
        Resilience resilience,
        @Nullable ReplyHeaders reply,
        Labels labels) {

    /** @param reason for the client, beginning with the field or header that it asked this by */
    public record LeftOut(Target target, String reason) {}

    /** What the dearest answer can have at most. */
    public long outputTokensMax() {
        return outputTokens.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** The same with another plan. */
    public Planned with(RoutePlan other) {
        return new Planned(
                other,
                model,
                billed,
                askedOutputTokens,
                outputTokens,
                cacheWrites,
                policy,
                leftOut,
                dryRun,
                resilience,
                reply,
                labels);
    }

    public Planned {
        billed = List.copyOf(billed);
        outputTokens = List.copyOf(outputTokens);
        leftOut = List.copyOf(leftOut);
    }
}
