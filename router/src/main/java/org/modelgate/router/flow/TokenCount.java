package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.CountTranslated;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.preference.Planned;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.upstream.UpstreamFailure;
import org.modelgate.router.upstream.UpstreamListener.Reading;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.TokenEstimator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One count at the plan's first target, in the form in which that target would get the request. Whatever goes wrong there, the
 * client gets an estimate; only its own faults are errors.
 */
final class TokenCount implements ProviderCall.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCount.class);
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final byte[] NO_BYTES = {};

    private final FlowServices services;
    private final CountTokens asked;
    private final CatalogModel model;
    private final Target target;
    private final Endpoint endpoint;
    private final Optional<TokenCounter> counter;
    private final @Nullable ProviderCall provider;
    private final Promise<TokensCounted> promise = Promise.promise();
    private List<String> warnings = List.of();
    private long deadlineNanos;
    private boolean sent;
    private byte[] answer = NO_BYTES;

    /** @param mayAsk whether the provider may be asked */
    TokenCount(FlowServices services, CountTokens asked, Planned planned, boolean mayAsk) {
        this.services = services;
        this.asked = asked;
        Step step = planned.plan().steps().getFirst();
        this.model = planned.model();
        this.target = step.target();
        this.endpoint = target.provider().provider().countingEndpointFor(asked.dialect(), target.model());
        this.counter = services.dialect(endpoint.dialect()).counter();
        Optional<String> path = endpoint.hosting().countPath(target.model());
        this.provider = mayAsk && step.tellsHealth() && counter.isPresent() && path.isPresent()
                ? new ProviderCall(
                        services.upstream(target.provider().name()),
                        endpoint,
                        path.get(),
                        false,
                        ANSWER_BYTES_MAX,
                        this)
                : null;
    }

    Future<TokensCounted> start(Buffer body) {
        if (endpoint.dialect() != asked.dialect()) {
            translate(body);
        } else if (provider == null) {
            estimate();
        } else {
            guard(() -> ask(
                    services.passthrough(endpoint.dialect())
                            .patch(body.getBytes(), asked.scan(), target.model(), model.maxOutputTokens()),
                    Map.of()));
        }
        return promise.future();
    }

    private void translate(Buffer body) {
        String translator = services.bus().directory().pick(Role.TRANSLATOR).orElse(null);
        if (translator == null) {
            estimate();
            return;
        }
        TranslateCount translate = new TranslateCount(
                asked.callId(),
                asked.dialect(),
                endpoint.dialect(),
                target.model(),
                target.provider().name(),
                asked.principal().account(),
                model.maxOutputTokens(),
                asked.headers());
        services.bus()
                .request(
                        translator,
                        translate,
                        ClientBody.withoutAsks(body, asked.scan()),
                        services.limits().translation())
                .onComplete(this::translated);
    }

    private void translated(AsyncResult<Answer<CountTranslated>> result) {
        if (result.failed()) {
            GatewayError error = GatewayException.errorOf(result.cause());
            if (error.fault() == Fault.CLIENT) {
                promise.tryFail(error.asException());
            } else {
                estimate();
            }
            return;
        }
        CountTranslated done = result.result().message();
        warnings = done.warnings();
        GatewayError refused = Strictness.refusal(asked.headers(), warnings);
        if (refused != null) {
            promise.tryFail(refused.asException());
        } else {
            guard(() -> ask(result.result().payload().getBytes(), done.headers()));
        }
    }

    /** @param inference what the provider would get to answer it */
    private void ask(byte[] inference, Map<String, String> own) {
        if (provider == null || counter.isEmpty()) {
            estimate();
            return;
        }
        EncodedRequest plain = new EncodedRequest(
                counter.get().request(inference, target.model()), RequestMaker.headers(endpoint, asked.headers(), own));
        deadlineNanos = services.nanos().getAsLong() + services.limits().count().toNanos();
        sent = true;
        provider.send(endpoint.hosting().wrapCount(plain));
    }

    private void estimate() {
        done(Math.max(1, TokenEstimator.input(asked.scan())), true);
    }

    private void done(long tokens, boolean estimate) {
        promise.tryComplete(
                new TokensCounted(tokens, estimate, target.provider().name(), target.model(), warnings));
    }

    /** A codec's complaint or its bug costs the exact figure, not the answer. */
    private void guard(Runnable step) {
        try {
            step.run();
        } catch (GatewayException e) {
            LOG.atDebug().addKeyValue("code", e.error().code().wireName()).log("a provider's count is not usable");
            estimate();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("callId", asked.callId()).log("a count failed by a bug");
            estimate();
        }
    }

    void sweep(long nowNanos) {
        if (sent && provider != null && nowNanos - deadlineNanos >= 0) {
            provider.reset();
            estimate();
        }
    }

    @Override
    public void onSent() {}

    @Override
    public Reading reading() {
        return Reading.WHOLE;
    }

    @Override
    public void onBytes(byte[] bytes) {
        answer = bytes;
    }

    @Override
    public void onEnd() {
        guard(() -> done(counter.orElseThrow().tokens(answer), false));
    }

    @Override
    public void onRefused(Refusal refusal) {
        estimate();
    }

    @Override
    public void onFailed(UpstreamFailure failure) {
        estimate();
    }
}
