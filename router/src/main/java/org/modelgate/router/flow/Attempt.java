package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import org.jspecify.annotations.Nullable;
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
import org.modelgate.translator.Dialect;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.StreamUnwrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try at one target, from the request's making to the answer's end or its failure. It tells its owner exactly one outcome. */
final class Attempt implements ProviderCall.Owner, AnswerReader.Owner, OutboundHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final FlowServices services;
    private final LiveCall call;
    private final Step step;
    private final Target target;
    private final AttemptOwner owner;
    private final Endpoint endpoint;
    private final Dialect dialect;
    private final AnswerReader reader;
    private final AttemptClock clock;
    private final @Nullable StreamUnwrapper unwrapper;

    private final AnswerPath path;
    private final RequestMaker maker;

    private final ProviderCall provider;

    private boolean sent;
    private boolean arrived;
    private boolean over;
    private boolean handedOver;

    /**
     * @param timeouts its time limits
     * @param number counted from one over the whole call
     * @param withoutReasoning whether a provider refused the reasoning in the history
     */
    Attempt(
            FlowServices services,
            LiveCall call,
            Step step,
            Timeouts timeouts,
            int number,
            boolean withoutReasoning,
            AttemptOwner owner) {
        this.services = services;
        this.call = call;
        this.step = step;
        this.target = step.target();
        this.owner = owner;
        this.endpoint = target.provider().provider().endpointFor(call.route().dialect(), target.model());
        this.dialect = services.dialect(endpoint.dialect());
        this.path = new AnswerPath(services, call, target, endpoint.dialect(), number, withoutReasoning, this);
        this.maker = new RequestMaker(services, call, step, endpoint, withoutReasoning);
        this.clock = new AttemptClock(
                timeouts,
                call.route().scan().stream(),
                services.nanos().getAsLong());
        boolean stream = call.route().scan().stream();
        this.provider = new ProviderCall(
                services.upstream(target.provider().name()),
                endpoint,
                endpoint.hosting().path(target.model(), stream),
                stream,
                services.limits().answerBytes(),
                this);
        this.unwrapper = stream ? endpoint.hosting().unwrapper().orElse(null) : null;
        this.reader = stream
                ? new StreamReader(dialect.meter().streamTap(call.route().scan()), this, owner.mayDeliver())
                : new WholeReader(
                        dialect.meter(), this, (body, usage) -> path.whole(body, usage, provider.upstreamId()));
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
        return sent;
    }

    boolean translated() {
        return path.translated();
    }

    Metered metered() {
        return Metered.of(
                reader.usage(),
                reader.usageFinal(),
                reader.textBytes(),
                call.route().scan());
    }

    AttemptRecord record(String outcome) {
        String id = reader.upstreamId() == null ? provider.upstreamId() : reader.upstreamId();
        return new AttemptRecord(
                target.provider().name(), target.model(), outcome, provider.status(), reader.usage(), id);
    }

    void start() {
        if (translated()) {
            maker.translate().onComplete(this::translationOpened);
        } else {
            guard(() -> send(maker.patched()));
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
                guard(() -> send(maker.translated(result.result())));
            } else {
                fail(AttemptFailure.unasked(refused, Verdict.GIVE_UP));
            }
        }
    }

    private void send(EncodedRequest request) {
        clock.connecting(services.nanos().getAsLong());
        provider.send(request);
    }

    @Override
    public void onSent() {
        sent = true;
        clock.sent();
    }

    @Override
    public Reading reading() {
        return reader.reading();
    }

    @Override
    public void onBytes(byte[] bytes) {
        guard(() -> {
            reader.bytes(unwrapper == null ? bytes : unwrapper.feed(bytes));
            noticeArrival();
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
        guard(() -> {
            if (unwrapper != null) {
                unwrapper.end();
            }
            reader.end();
        });
    }

    @Override
    public void onRefused(Refusal refusal) {
        guard(() -> fail(refusal.failure(
                dialect.errors(),
                endpoint.hosting().errors().orElse(null),
                target.provider().provider().hints())));
    }

    @Override
    public void onFailed(UpstreamFailure failure) {
        guard(() -> fail(AttemptFailure.ofConnection(failure)));
    }

    /** The border between I/O and codecs: a codec's complaint, or its bug, ends the attempt and not the event loop. */
    private void guard(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            onBroken(e.error());
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("callId", call.route().callId())
                    .addKeyValue("provider", target.provider().name())
                    .log("an attempt failed by a bug");
            onBroken(GatewayError.internal("internal error"));
        }
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
        if (over) {
            return;
        }
        GatewayError error = clock.check(nowNanos, provider.bytesSeen(), reader.events());
        if (error != null) {
            onBroken(error);
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
        clock.paused(true);
        provider.pause();
    }

    @Override
    public void onRoom() {
        clock.paused(false);
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
