package org.modelgate.router.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.Step;
import org.modelgate.router.provider.Timeouts;

/** Makes the attempts of one call. */
final class Runs {
    private final FlowServices services;
    private final LiveCall call;
    private final AttemptOwner owner;
    private final boolean stream;
    private int made;

    Runs(FlowServices services, LiveCall call, AttemptOwner owner) {
        this.services = services;
        this.call = call;
        this.owner = owner;
        this.stream = call.route().scan().stream();
    }

    /** One that isn't started yet. */
    Run of(AttemptSchedule.Next next, LeftOut leftOut) {
        Attempt attempt = new Attempt(services, call, next.step(), timeouts(next), ++made, leftOut, owner);
        return new Run(attempt, next, services.health().begin(next.step(), stream, next.probe()));
    }

    /** The provider's, the model's in their place, the request's where they are shorter; a probe has less patience. */
    private Timeouts timeouts(AttemptSchedule.Next next) {
        Step step = next.step();
        CatalogModel model = services.catalog().model(step.target().billedAs());
        Timeouts configured = step.timeouts(
                model.resilience().timeouts().over(step.target().provider().timeouts()));
        @Nullable Duration patience = next.probe() ? services.health().patience(step.target(), stream) : null;
        return patience == null
                ? configured
                : stream ? configured.withFirstByteWithin(patience) : configured.withTotalWithin(patience);
    }
}
