package org.modelgate.router.flow;

import java.util.List;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.router.health.UnitsPlace;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.preference.ReplyHeaders;
import org.modelgate.router.preference.ReplyMembers;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.router.upstream.UpstreamFailure;
import org.modelgate.router.upstream.UpstreamListener.Reading;
import org.modelgate.translator.AnswerMeter;

/** One try at one target, from the request's making to the answer's end or its failure. It tells its owner exactly one outcome. */
final class Attempt implements ProviderCall.Owner, AnswerReader.Owner, OutboundHandler {
    private final LiveCall call;
    private final Target target;
    private final AttemptOwner owner;
    private final AnswerReader reader;
    private final AnswerPath path;
    private final AttemptRequest request;
    private final ProviderRounds provider;
    private final CodecGuard guard;
    private final UnitsPlace units;

    private boolean arrived;
    private boolean over;
    private boolean handedOver;
    private boolean cut;

    /**
     * @param timeouts its time limits
     * @param number counted from one over the whole call
     * @param leftOut what a provider refused
     */
    Attempt(
            FlowServices services,
            LiveCall call,
            Step step,
            Timeouts timeouts,
            int number,
            LeftOut leftOut,
            AttemptOwner owner) {
        this.call = call;
        this.target = step.target();
        this.owner = owner;
        Endpoint endpoint =
                target.provider().provider().endpointFor(call.route().dialect(), target.model());
        AnswerMeter meter = services.dialect(endpoint.dialect()).meter();
        this.path = new AnswerPath(services, call, step, endpoint.dialect(), number, leftOut, this);
        RequestMaker maker = new RequestMaker(services, call, step, endpoint, leftOut, path::wrappedWith);
        this.units = services.health().units(step);
        boolean stream = call.route().scan().stream();
        this.guard = new CodecGuard(call, target, () -> !over, this::onBroken);
        this.provider = new ProviderRounds(services, step, timeouts, endpoint, maker, stream, this);
        this.request = new AttemptRequest(call, maker, path, provider, guard, this::fail);
        this.reader = stream
                ? new StreamReader(meter.streamTap(call.route().scan()), this, owner.mayDeliver())
                : new WholeReader(meter, this, (body, usage) -> path.whole(body, usage, provider.upstreamId()));
    }

    Target target() {
        return target;
    }

    /** The provider's HTTP status, 0 if there was no answer. */
    int status() {
        return provider.status();
    }

    /** Whether the provider took the request. */
    boolean accepted() {
        return provider.status() / 100 == 2;
    }

    AnswerReader reader() {
        return reader;
    }

    /** Whether the request left, so that the provider may have begun to work. */
    boolean sent() {
        return provider.wasSent();
    }

    boolean translated() {
        return path.translated();
    }

    /** Whether the provider goes on to work, and to be paid, when its connection is closed. */
    boolean billedAfterAbort() {
        return !target.provider().provider().abort().stops(call.route().scan().stream());
    }

    Metered metered() {
        return Metered.of(reader, call.route().scan(), call.outputMax());
    }

    AttemptRecord record(String outcome) {
        return provider.record(outcome, reader);
    }

    void start() {
        if (!units.take()) {
            fail(AttemptFailure.ofConnection(UpstreamFailure.NO_ROOM));
        } else {
            request.send();
        }
    }

    @Override
    public void onConnecting() {
        provider.connecting();
    }

    @Override
    public void onSent() {
        provider.sent();
    }

    @Override
    public Reading reading() {
        return reader.reading();
    }

    @Override
    public void onBytes(byte[] bytes) {
        guard.run(() -> {
            reader.bytes(provider.plain(bytes));
            noticeArrival();
            goesOn();
        });
    }

    private void noticeArrival() {
        if (!arrived && reader.contentSeen()) {
            arrived = true;
            owner.onArrival(this);
        }
    }

    @Override
    public void onEnd() {
        guard.run(() -> {
            byte[] rest = provider.rest();
            if (rest.length > 0) {
                reader.bytes(rest);
            }
            if (!goesOn()) {
                reader.end();
            }
        });
    }

    /** Whether this was a pause of the provider and not the end. */
    private boolean goesOn() {
        return !over && provider.goOn();
    }

    @Override
    public void onRefused(Refusal refusal) {
        guard.run(() -> fail(provider.failure(refusal)));
    }

    @Override
    public void onFailed(UpstreamFailure failure) {
        guard.run(() -> fail(AttemptFailure.ofConnection(failure)));
    }

    @Override
    public void onBroken(GatewayError error) {
        fail(AttemptFailure.ofAnswer(
                error.status(), error, target.provider().provider().hints(), null));
    }

    private void fail(AttemptFailure failure) {
        if (reader.delivered()) {
            stop();
            owner.onBroken(this, failure);
            return;
        }
        abandon(failure.error());
        owner.onFailed(this, failure);
    }

    @Override
    public void onComplete() {
        over = true;
        units.give();
        provider.drain();
        owner.onComplete(this);
    }

    /** Ends it without a word; the provider's connection is closed. */
    void stop() {
        over = true;
        units.give();
        provider.reset();
    }

    boolean mayCut() {
        return !over && reader.mayCut();
    }

    /** Ends the answer in order while the provider is still at it; {@link #finish} follows. */
    void cut(Usage used) {
        cut = true;
        reader.cut(used);
        stop();
    }

    /** Whether the gateway ended the answer. */
    boolean wasCut() {
        return cut;
    }

    /** The client is gone: the answer is read on, but goes nowhere. */
    void detach(GatewayError reason) {
        reader.detach();
        path.abandon(reason);
    }

    /** Ends it where the client gets nothing more of it: a translator that waits for the answer is told. */
    void abandon(GatewayError error) {
        stop();
        path.abandon(error);
    }

    /** To be called every 100 ms or so. */
    void sweep(long nowNanos) {
        GatewayError missed = over ? null : provider.missed(nowNanos, reader);
        if (missed != null && provider.waitsForRoom()) {
            fail(AttemptFailure.ofConnection(UpstreamFailure.NO_ROOM));
        } else if (missed != null) {
            onBroken(missed);
        }
    }

    /** The reservation is durable. */
    void release() {
        reader.release();
    }

    @Override
    public AnswerSink begin() {
        AnswerSink to = path.begin(provider.upstreamId());
        owner.onContent();
        return to;
    }

    /** What stands beside the charge for a client that uses another gateway's conventions. */
    String besideUsage(List<AttemptRecord> attempts, long costNano) {
        ReplyHeaders reply = call.reply();
        return reply == null
                ? ""
                : reply.members()
                        .of(
                                new ReplyMembers.Course(call.route().callId().toString(), target, attempts, costNano),
                                call.route().dialect());
    }

    /** Sends the kept end of the answer, with the charge. */
    void finish(GatewayUsage usage) {
        handedOver = translated();
        reader.finish(usage);
    }

    /** Ends what was begun with an error. */
    void failDelivered(GatewayError error) {
        handedOver = translated();
        path.fail(error);
    }

    @Override
    public void onFull() {
        provider.pause();
    }

    @Override
    public void onRoom() {
        provider.resume();
    }

    @Override
    public void onWritable() {
        path.onWritable();
        onRoom();
    }

    @Override
    public void onCancelled(GatewayError reason) {
        if (!over || handedOver) {
            owner.onReaderGone(this, reason);
        }
    }
}
