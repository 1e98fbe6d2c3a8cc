package org.modelgate.edge.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.answers.TakeUndelivered;
import org.modelgate.common.bus.messages.answers.UndeliveredAnswer;
import org.modelgate.common.bus.messages.answers.UndeliveredAnswer.State;
import org.modelgate.common.stream.Head;

/** The other edge processes of the region: a client library's next try may come to another one than its first. */
public final class OtherEdges {
    /** One that doesn't say a word in this time is likely gone, and its calls with it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final UUID NO_CALL = new UUID(0, 0);

    private final BusEndpoint bus;
    private final Undelivered own;

    /** @param own what clients left behind in this process */
    public OtherEdges(BusEndpoint bus, Undelivered own) {
        this.bus = bus;
        this.own = own;
    }

    /** Answers the others. */
    public void serve() {
        bus.serve(
                TakeUndelivered.class,
                ask -> Future.succeededFuture(answer(ask.message().fingerprint())));
    }

    private Answer<UndeliveredAnswer> answer(String fingerprint) {
        Optional<Undelivered.Whole> found = own.take(fingerprint);
        if (found.isEmpty()) {
            State state = own.runs(fingerprint) ? State.RUNNING : State.NONE;
            return Answer.of(new UndeliveredAnswer(state, 0, Map.of(), NO_CALL));
        }
        Undelivered.Whole whole = found.get();
        Map<String, String> headers = new HashMap<>();
        whole.head().headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return new Answer<>(
                new UndeliveredAnswer(State.ANSWERED, whole.head().status(), headers, whole.callId()), whole.body());
    }

    /** Asks each of them once: for the answer, or whether one may come. Never fails. */
    Future<Found> find(String fingerprint) {
        List<Future<Found>> asked = new ArrayList<>();
        for (String other : others()) {
            asked.add(bus.request(other, new TakeUndelivered(fingerprint), Buffer.buffer(), TIMEOUT)
                    .map(OtherEdges::found)
                    .otherwise(Found.NOTHING));
        }
        return Future.join(asked).map(all -> {
            Found best = Found.NOTHING;
            for (Future<Found> one : asked) {
                Found found = one.result();
                if (found.whole().isPresent() || (found.runs() && best.whole().isEmpty())) {
                    best = found;
                }
            }
            return best;
        });
    }

    private static Found found(Answer<UndeliveredAnswer> answer) {
        UndeliveredAnswer message = answer.message();
        return switch (message.state()) {
            case NONE -> Found.NOTHING;
            case RUNNING -> new Found(true, Optional.empty());
            case ANSWERED ->
                new Found(
                        false,
                        Optional.of(new Undelivered.Whole(
                                new Head(
                                        message.status(),
                                        List.copyOf(message.headers().entrySet())),
                                answer.payload(),
                                message.callId())));
        };
    }

    /** One address of each other process: the instances of one share what is undelivered. */
    private List<String> others() {
        Set<String> processes = new HashSet<>();
        processes.add(process(bus.address()));
        return bus.directory().all(Role.EDGE).stream()
                .filter(address -> processes.add(process(address)))
                .toList();
    }

    private static String process(String address) {
        return address.substring(0, address.lastIndexOf('.'));
    }

    /**
     * What the others have.
     *
     * @param runs whether the call goes on at one of them
     */
    record Found(boolean runs, Optional<Undelivered.Whole> whole) {
        static final Found NOTHING = new Found(false, Optional.empty());
    }
}
