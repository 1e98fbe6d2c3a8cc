package org.modelgate.router.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;
import org.modelgate.router.provider.TimeoutOverrides;

/**
 * What a model's configuration says of its bad days.
 *
 * @param contextLength targets for a request that is too long for one that was asked; empty: the plan's other targets
 * @param contentPolicy targets for a request that one refused for its content; empty: the client gets the refusal
 * @param hedge null: no second attempt beside a slow one
 */
public record Resilience(
        List<Target> contextLength,
        List<Target> contentPolicy,
        @Nullable Hedge hedge,
        TimeoutOverrides timeouts) {
    public static final Resilience NONE = new Resilience(List.of(), List.of(), null, TimeoutOverrides.NONE);

    public Resilience {
        contextLength = List.copyOf(contextLength);
        contentPolicy = List.copyOf(contentPolicy);
    }

    /** Reads targets from a key of a section. */
    @FunctionalInterface
    public interface TargetReader {
        List<Target> read(Section section, String key);
    }

    /** @param model section of the model */
    public static Resilience read(Section model, TargetReader targets) {
        Section fallbacks = model.section("fallbacks");
        Section hedge = model.section("hedge");
        return new Resilience(
                targets.read(fallbacks, "context_length"),
                targets.read(fallbacks, "content_policy"),
                hedge.present() ? Hedge.read(hedge) : null,
                TimeoutOverrides.read(model.section("timeouts")));
    }

    /** The same with targets that moved. */
    public Resilience at(UnaryOperator<List<Target>> retarget) {
        return new Resilience(retarget.apply(contextLength), retarget.apply(contentPolicy), hedge, timeouts);
    }
}
