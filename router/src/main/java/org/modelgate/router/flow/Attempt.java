package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.router.upstream.UpstreamFailure;
import org.modelgate.router.upstream.UpstreamListener.Reading;
import org.modelgate.translator.AnswerMeter;

/** One try at one target, from the request's making to the answer's end or its failure. It tells its owner exactly one outcome. */
final class Attempt implements ProviderCall.Owner, AnswerReader.Owner, OutboundHandler {
    private final LiveCall call;
    private final Step step;
    private final Target target;
    private final AttemptOwner owner;
    private final AnswerReader reader;
    private final AnswerPath path;
    private final RequestMaker maker;
    private final ProviderRounds provider;
    private final CodecGuard guard;

    private boolean arrived;
    private boolean over;
    private boolean handedOver;

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
        this.step = step;
        this.target = step.target();
        this.owner = owner;
        Endpoint endpoint =
                target.provider().provider().endpointFor(call.route().dialect(), target.model());
        AnswerMeter meter = services.dialect(endpoint.dialect()).meter();
        this.path = new AnswerPath(services, call, step, endpoint.dialect(), number, leftOut, this);
        this.maker = new RequestMaker(services, call, step, endpoint, leftOut, path::wrappedWith);
        boolean stream = call.route().scan().stream();
        this.guard = new CodecGuard(call, target, () -> !over, this::onBroken);
        this.provider = new ProviderRounds(services, step, timeouts, endpoint, maker, stream, this);
        this.reader = stream
                ? new StreamReader(meter.streamTap(call.route().scan()), this, owner.mayDeliver())
                : new WholeReader(meter, this, (body, usage) -> path.whole(body, usage, provider.upstreamId()));
    }

    Step step() {
        return step;
    }

    Target target() {
        return target;
    }

    /** The provider's HTTP status, 0 if there was no answer. */
    int status() {
        return provider.status();
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

    Metered metered() {
        return Metered.of(reader, call.route().scan());
    }

    AttemptRecord record(String outcome) {
        return provider.record(outcome, reader);
    }

    void start() {
        if (translated()) {
            maker.translate().onComplete(this::translationOpened);
        } else {
            guard.run(() -> provider.send(maker.patched()));
        }
    }

    private void translationOpened(AsyncResult<Answer<TranslationOpened>> result) {
        if (over) {
            if (result.succeeded()) {
                path.dismiss(result.result().message(), GatewayError.unavailable("the attempt is over"));
            }
        } else if (result.failed()) {
            fail(AttemptFailure.ofTranslation(GatewayException.errorOf(result.cause())));
        } else {
            TranslationOpened opened = result.result().message();
            path.through(opened);
            GatewayError refused = Strictness.refusal(call.route().headers(), opened.warnings());
            if (refused == null) {
                guard.run(
                        () -> provider.sendTranslated(result.result().payload().getBytes(), opened.headers()));
            } else {
                fail(AttemptFailure.unasked(refused, Verdict.GIVE_UP));
            }
        }
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
        provider.drain();
        owner.onComplete(this);
    }

    /** Ends it without a word; the provider's connection is closed. */
    void stop() {
        over = true;
        provider.reset();
    }

    /** Ends it where the client gets nothing more of it: a translator that waits for the answer is told. */
    void abandon(GatewayError error) {
        stop();
        path.abandon(error);
    }

    /** To be called every 100 ms or so. */
    void sweep(long nowNanos) {
        GatewayError missed = over ? null : provider.missed(nowNanos, reader);
        if (missed != null) {
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
