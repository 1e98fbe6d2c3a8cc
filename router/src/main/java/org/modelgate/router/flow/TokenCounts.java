package org.modelgate.router.flow;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.router.plan.ModelCatalog;

/** Counts tokens for clients of one router instance: nothing is reserved, charged or tried twice. */
public final class TokenCounts {
    /** Questions to providers at once; beyond that the gateway estimates. */
    private static final int ASKED_MAX = 1_000;

    private final FlowServices services;
    private final Set<TokenCount> running = new HashSet<>();

    public TokenCounts(FlowServices services) {
        this.services = services;
    }

    /** Fails with an error for the client if the model is unknown, the body wrong, or more than a strict client allows. */
    public Future<Answer<TokensCounted>> count(Delivery<CountTokens> asked) {
        String name = asked.message().scan().model();
        Optional<ModelCatalog.Match> match = services.catalog().find(name);
        if (match.isEmpty()) {
            return Future.failedFuture(Admission.noModel(name).asException());
        }
        TokenCount count = new TokenCount(services, asked.message(), match.get(), running.size() < ASKED_MAX);
        running.add(count);
        return count.start(asked.payload())
                .onComplete(done -> running.remove(count))
                .map(Answer::of);
    }

    /** To be called every 100 ms or so. */
    public void sweep() {
        if (running.isEmpty()) {
            return;
        }
        long now = services.nanos().getAsLong();
        List.copyOf(running).forEach(count -> count.sweep(now));
    }
}
