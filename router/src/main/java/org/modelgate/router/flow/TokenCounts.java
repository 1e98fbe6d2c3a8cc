package org.modelgate.router.flow;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.preference.Planned;
import org.modelgate.router.preference.Planner;

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
        CountTokens question = asked.message();
        Planned planned;
        try {
            planned = plan(question, asked.payload());
        } catch (GatewayException e) {
            return Future.failedFuture(e);
        }
        TokenCount count = new TokenCount(services, question, planned, running.size() < ASKED_MAX);
        running.add(count);
        return count.start(asked.payload())
                .onComplete(done -> running.remove(count))
                .map(Answer::of);
    }

    private Planned plan(CountTokens question, Buffer body) {
        Planner.Call call = new Planner.Call(
                question.dialect(),
                question.scan(),
                body::getBytes,
                question.headers(),
                question.preferences(),
                question.principal());
        Planned planned = services.planner().plan(call, services.stats(), services.random());
        if (planned.dryRun()) {
            throw GatewayError.invalid("x-gateway-dry-run", "is not for counts, which cost nothing")
                    .asException();
        }
        return planned;
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
