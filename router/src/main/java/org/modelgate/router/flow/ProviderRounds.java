package org.modelgate.router.flow;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.AnswerRounds;
import org.modelgate.translator.StreamUnwrapper;

/**
 * The provider's side of one attempt: one request and its answer, or several of both where the provider pauses within its answer
 * and the client can't let it go on. Requests and answers are in the dialect's plain form here.
 */
final class ProviderRounds {
    private static final byte[] NOTHING = {};

    private final FlowServices services;
    private final Step step;
    private final Target target;
    private final Endpoint endpoint;
    private final RequestMaker maker;
    private final boolean stream;
    private final ProviderCall.Owner owner;
    private final AttemptClock clock;
    private ProviderCall call;
    private @Nullable StreamUnwrapper unwrapper;
    private @Nullable AnswerRounds rounds;
    private Map<String, String> headers = Map.of();
    private boolean paused;
    private boolean sent;

    /** @param owner hears the call of the running round */
    ProviderRounds(
            FlowServices services,
            Step step,
            Timeouts timeouts,
            Endpoint endpoint,
            RequestMaker maker,
            boolean stream,
            ProviderCall.Owner owner) {
        this.services = services;
        this.step = step;
        this.target = step.target();
        this.endpoint = endpoint;
        this.maker = maker;
        this.stream = stream;
        this.owner = owner;
        this.clock = new AttemptClock(
                timeouts,
                services.limits().credential(),
                stream,
                services.nanos().getAsLong());
        this.call = newCall();
    }

    private ProviderCall newCall() {
        return new ProviderCall(
                services.upstream(step),
                endpoint,
                endpoint.hosting().path(target.model(), stream),
                stream,
                services.limits().answerBytes(),
                owner);
    }

    /** Sends the only request of an answer that the client takes as it is. */
    void send(byte[] body) {
        sendRound(body);
    }

    /**
     * Sends the first request of an answer that is translated.
     *
     * @param own headers that belong to the body
     */
    void sendTranslated(byte[] body, Map<String, String> own) {
        headers = own;
        rounds = services.dialect(endpoint.dialect())
                .meter()
                .rounds(body, stream)
                .orElse(null);
        sendRound(body);
    }

    private void sendRound(byte[] body) {
        clock.proving(services.nanos().getAsLong());
        unwrapper = stream ? endpoint.hosting().unwrapper().orElse(null) : null;
        call.send(maker.wrapped(body, headers));
        if (paused) {
            call.pause();
        }
    }

    /** The provider's HTTP status to the running round, 0 if there was no answer. */
    int status() {
        return call.status();
    }

    /** The provider's id of the running round by its headers. */
    @Nullable String upstreamId() {
        return call.upstreamId();
    }

    AttemptRecord record(String outcome, AnswerReader answer) {
        String id = answer.upstreamId() == null ? call.upstreamId() : answer.upstreamId();
        return new AttemptRecord(target.provider().name(), target.model(), outcome, call.status(), answer.usage(), id);
    }

    /** Bytes of the one answer. */
    byte[] plain(byte[] bytes) {
        byte[] unwrapped = unwrapper == null ? bytes : unwrapper.feed(bytes);
        return rounds == null ? unwrapped : rounds.feed(unwrapped);
    }

    /** The rest of the one answer, at the end of the running call. */
    byte[] rest() {
        if (unwrapper != null) {
            unwrapper.end();
        }
        return rounds == null ? NOTHING : rounds.end();
    }

    /** What the running call's refusal means. */
    AttemptFailure failure(Refusal refusal) {
        return refusal.failure(
                services.dialect(endpoint.dialect()).errors(),
                endpoint.hosting().errors().orElse(null),
                target.provider().provider().hints());
    }

    /** Asks the provider to go on if it paused; false if it didn't. */
    boolean goOn() {
        byte[] request = rounds == null ? null : rounds.next();
        if (request == null) {
            return false;
        }
        call.drain();
        call = newCall();
        sendRound(request);
        return true;
    }

    /** The running round has what proves it. */
    void connecting() {
        clock.connecting(services.nanos().getAsLong());
    }

    /** Whether the running round waits for one of the provider's connections, all of which are in use. */
    boolean waitsForRoom() {
        return call.waitsForRoom();
    }

    /** The running round's request is being written. */
    void sent() {
        sent = true;
        clock.sent();
    }

    /** Whether a request left. */
    boolean wasSent() {
        return sent;
    }

    /** The time limit that was missed, null if there is none. */
    @Nullable GatewayError missed(long nowNanos, AnswerReader answer) {
        return clock.check(nowNanos, call.bytesSeen(), answer.events());
    }

    /** The client doesn't take more. */
    void pause() {
        paused = true;
        clock.paused(true);
        call.pause();
    }

    void resume() {
        paused = false;
        clock.paused(false);
        call.resume();
    }

    /** Reads the rest of the running round away. */
    void drain() {
        call.drain();
    }

    /** Drops the running round, with its connection. */
    void reset() {
        call.reset();
    }
}
