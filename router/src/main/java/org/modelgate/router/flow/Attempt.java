package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.upstream.UpstreamExchange;
import org.modelgate.router.upstream.UpstreamFailure;
import org.modelgate.router.upstream.UpstreamListener;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.StreamUnwrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try at one target, from the request's making to the answer's end or its failure. It tells its owner exactly one outcome. */
final class Attempt implements UpstreamListener, AnswerReader.Owner, OutboundHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final byte[] NO_BYTES = {};
    private static final Buffer NO_REQUEST = Buffer.buffer(0);

    /** Hears the attempt; {@code onComplete}, {@code onFailed} and {@code onBroken} exclude each other. */
    interface Owner {
        /** The first content leaves for the client. */
        void onContent();

        void onComplete(Attempt attempt);

        /** Nothing reached the client. */
        void onFailed(Attempt attempt, AttemptFailure failure);

        /** It failed after content had left. */
        void onBroken(Attempt attempt, GatewayError error);

        /** Whoever reads the translated answer is gone. */
        void onReaderGone(GatewayError reason);

        /** Whether the reservation is durable. */
        boolean mayDeliver();
    }

    private final FlowServices services;
    private final LiveCall call;
    private final Target target;
    private final int number;
    private final Owner owner;
    private final Endpoint endpoint;
    private final Dialect dialect;
    private final AnswerReader reader;
    private final AttemptClock clock;
    private final @Nullable StreamUnwrapper unwrapper;

    private @Nullable TranslationOpened translation;
    private @Nullable UpstreamExchange exchange;
    private @Nullable AnswerSink sink;
    private Map<String, String> headers = Map.of();
    private Buffer request = NO_REQUEST;
    private MultiMap refusalHeaders = MultiMap.caseInsensitiveMultiMap();
    private byte[] refusal = NO_BYTES;
    private @Nullable String upstreamId;
    private int status;
    private boolean sent;
    private boolean freshTried;
    private boolean over;
    private boolean handedOver;

    /** @param number counted from one over the whole call */
    Attempt(FlowServices services, LiveCall call, Target target, int number, Owner owner) {
        this.services = services;
        this.call = call;
        this.target = target;
        this.number = number;
        this.owner = owner;
        this.endpoint = target.provider().provider().endpointFor(call.route().dialect(), target.model());
        this.dialect = services.dialect(endpoint.dialect());
        this.clock = new AttemptClock(
                target.provider().timeouts(),
                call.route().scan().stream(),
                services.nanos().getAsLong());
        boolean stream = call.route().scan().stream();
        this.unwrapper = stream ? endpoint.hosting().unwrapper().orElse(null) : null;
        this.reader = stream
                ? new StreamReader(dialect.meter().streamTap(call.route().scan()), this, owner.mayDeliver())
                : new WholeReader(dialect.meter(), this, this::deliverWhole);
    }

    Target target() {
        return target;
    }

    AnswerReader reader() {
        return reader;
    }

    /** Whether the request left, so that the provider may have begun to work. */
    boolean sent() {
        return sent;
    }

    boolean translated() {
        return endpoint.dialect() != call.route().dialect();
    }

    Metered metered() {
        return Metered.of(
                reader.usage(),
                reader.usageFinal(),
                reader.textBytes(),
                call.route().scan());
    }

    AttemptRecord record(String outcome) {
        String id = reader.upstreamId() == null ? upstreamId : reader.upstreamId();
        return new AttemptRecord(target.provider().name(), target.model(), outcome, status, reader.usage(), id);
    }

    void start() {
        if (translated()) {
            AttemptRequests.openTranslation(services, call, target, endpoint.dialect())
                    .onComplete(this::translationOpened);
        } else {
            guard(this::patchAndSend);
        }
    }

    private void patchAndSend() {
        byte[] body = services.passthrough(endpoint.dialect())
                .patch(call.body().bytes().getBytes(), call.route().scan(), target.model(), call.maxOutputTokens());
        wrap(body, Map.of());
    }

    private void translationOpened(AsyncResult<Answer<TranslationOpened>> result) {
        if (over) {
            if (result.succeeded()) {
                dismiss(result.result().message(), GatewayError.unavailable("the attempt is over"));
            }
            return;
        }
        if (result.failed()) {
            GatewayError error = GatewayException.errorOf(result.cause());
            Verdict verdict = switch (error.fault()) {
                case CLIENT, ACCOUNT -> Verdict.OTHER_TARGET;
                case PROVIDER, GATEWAY -> Verdict.RETRY;
            };
            fail(new AttemptFailure(error, verdict));
            return;
        }
        translation = result.result().message();
        Buffer body = result.result().payload();
        guard(() -> wrap(body.getBytes(), result.result().message().headers()));
    }

    /** @param own headers that belong to the body */
    private void wrap(byte[] body, Map<String, String> own) {
        EncodedRequest plain = new EncodedRequest(
                body, AttemptRequests.headers(endpoint, call.route().headers(), own));
        EncodedRequest wrapped = endpoint.hosting().wrap(plain, call.route().scan().stream());
        headers = wrapped.headers();
        request = Buffer.buffer(wrapped.body());
        send(false);
    }

    private void send(boolean onFreshConnection) {
        clock.connecting(services.nanos().getAsLong());
        exchange = services.upstream(target.provider().name())
                .exchange(
                        endpoint,
                        target.model(),
                        call.route().scan().stream(),
                        onFreshConnection,
                        headers,
                        request,
                        services.limits().answerBytes(),
                        this);
    }

    @Override
    public void onSent() {
        sent = true;
        clock.sent();
    }

    @Override
    public Reading onHead(int answered, MultiMap headers) {
        status = answered;
        upstreamId = AttemptRequests.upstreamId(headers);
        request = NO_REQUEST;
        if (answered / 100 == 2) {
            return reader.reading();
        }
        refusalHeaders = headers;
        return Reading.REFUSAL;
    }

    private boolean refused() {
        return status != 0 && status / 100 != 2;
    }

    @Override
    public void onBytes(byte[] bytes) {
        if (refused()) {
            refusal = bytes;
        } else {
            guard(() -> reader.bytes(unwrapper == null ? bytes : unwrapper.feed(bytes)));
        }
    }

    @Override
    public void onEnd() {
        guard(refused() ? this::refuse : this::endAnswer);
    }

    private void endAnswer() {
        if (unwrapper != null) {
            unwrapper.end();
        }
        reader.end();
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

    private void refuse() {
        Map<String, String> headers = new HashMap<>();
        refusalHeaders.forEach(h -> headers.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        ErrorDecoder vendors = endpoint.hosting().errors().orElse(null);
        ErrorDecoder decoder = vendors == null ? dialect.errors() : vendors;
        GatewayError error = decoder.decode(status, headers, refusal);
        fail(new AttemptFailure(
                error,
                FailurePolicy.of(
                        vendors == null ? status : error.status(),
                        error,
                        target.provider().provider().hints(),
                        FailurePolicy.shouldRetry(refusalHeaders))));
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
        if (over) {
            return;
        }
        if (failure == UpstreamFailure.STALE_CONNECTION && !freshTried) {
            freshTried = true;
            guard(() -> send(true));
        } else {
            guard(refused() ? this::refuse : () -> onBroken(AttemptRequests.error(failure)));
        }
    }

    @Override
    public void onBroken(GatewayError error) {
        if (reader.delivered()) {
            stop();
            owner.onBroken(this, error);
        } else {
            fail(new AttemptFailure(
                    error,
                    FailurePolicy.of(
                            error.status(), error, target.provider().provider().hints(), null)));
        }
    }

    private void fail(AttemptFailure failure) {
        abandon(failure.error());
        owner.onFailed(this, failure);
    }

    @Override
    public void onComplete() {
        over = true;
        if (exchange != null) {
            exchange.drain();
        }
        owner.onComplete(this);
    }

    /** Ends it without a word; the provider's connection is closed. */
    void stop() {
        over = true;
        if (exchange != null) {
            exchange.reset();
        }
    }

    /** Ends it where the client gets nothing more of it: a translator that waits for the answer is told. */
    void abandon(GatewayError error) {
        stop();
        request = NO_REQUEST;
        if (sink != null) {
            if (translated()) {
                sink.fail(error);
            }
        } else if (translation != null) {
            dismiss(translation, error);
        }
    }

    /** Before the answer's head the translator hasn't touched the client's stream, so that it may end without a word to it. */
    private void dismiss(TranslationOpened opened, GatewayError error) {
        services.bus().openOutbound(opened.source(), this).fail(error);
    }

    /** To be called every 100 ms or so. */
    void sweep(long nowNanos) {
        if (over) {
            return;
        }
        GatewayError error = clock.check(nowNanos, exchange == null ? 0 : exchange.bytesSeen());
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
        AnswerSink to = openSink();
        to.head(AttemptRequests.head(services, call, target, number, upstreamId, warnings(), -1));
        owner.onContent();
        return to;
    }

    private AnswerSink openSink() {
        AnswerSink to = translation == null
                ? new AnswerSink.ToEdge(call.edge(), services.passthrough(endpoint.dialect()))
                : new AnswerSink.ToTranslator(services.bus().openOutbound(translation.source(), this));
        sink = to;
        return to;
    }

    private List<String> warnings() {
        return translation == null ? List.of() : translation.warnings();
    }

    private void deliverWhole(byte[] body, GatewayUsage usage) {
        openSink()
                .whole(
                        AttemptRequests.head(services, call, target, number, upstreamId, warnings(), usage.costNano()),
                        body,
                        usage);
    }

    /** Sends the kept end of the answer, with the charge. */
    void finish(GatewayUsage usage) {
        handedOver = translated();
        reader.finish(usage);
    }

    /** Ends what was begun with an error. */
    void failDelivered(GatewayError error) {
        handedOver = translated();
        if (sink != null) {
            sink.fail(error);
        }
    }

    @Override
    public void onFull() {
        clock.paused(true);
        if (exchange != null) {
            exchange.pause();
        }
    }

    @Override
    public void onRoom() {
        clock.paused(false);
        if (exchange != null) {
            exchange.resume();
        }
    }

    @Override
    public void onWritable() {
        if (sink != null) {
            sink.onWritable();
        }
        onRoom();
    }

    @Override
    public void onCancelled(GatewayError reason) {
        if (!over || handedOver) {
            owner.onReaderGone(reason);
        }
    }
}
