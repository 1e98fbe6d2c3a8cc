package org.modelgate.router.flow;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.router.plan.BodyEdits;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.StepOptions;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.translator.BodyMembers;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.TokenEstimator;

/** What one attempt sends to its provider: the client's bytes with a few edits, or a translator's, in the vendor's wrapping. */
final class RequestMaker {
    private final FlowServices services;
    private final LiveCall call;
    private final Step step;
    private final Target target;
    private final Endpoint endpoint;
    private final LeftOut leftOut;
    private final Consumer<List<String>> losses;

    /**
     * @param leftOut what a provider refused
     * @param losses hears what the vendor can't take of the finished request
     */
    RequestMaker(
            FlowServices services,
            LiveCall call,
            Step step,
            Endpoint endpoint,
            LeftOut leftOut,
            Consumer<List<String>> losses) {
        this.services = services;
        this.call = call;
        this.step = step;
        this.target = step.target();
        this.endpoint = endpoint;
        this.leftOut = leftOut;
        this.losses = losses;
    }

    /** The client speaks the provider's dialect. */
    byte[] patched() {
        Passthrough passthrough = services.passthrough(endpoint.dialect());
        byte[] own = call.body().bytes().getBytes();
        BodyScan scan = call.route().scan();
        if (!step.options().edits().isEmpty()) {
            own = edited(own);
            scan = services.scan(call.route().dialect(), own);
        }
        byte[] body = passthrough.patch(own, scan, target.model(), maxOutputTokens());
        byte[] kept = leftOut.reasoning() ? passthrough.withoutReasoning(body) : body;
        return leftOut.summary() ? passthrough.withoutSummary(kept) : kept;
    }

    private byte[] edited(byte[] body) {
        BodyEdits edits = step.options().edits();
        return BodyMembers.edit(body, edits.set(), edits.defaults(), edits.drop());
    }

    /** What credit was reserved for, or less where this target can't put out that much. */
    private long maxOutputTokens() {
        return Math.min(call.maxOutputTokens(), target.maxOutputTokens());
    }

    /** The client's body for a translator. */
    private Buffer body() {
        Buffer body = ClientBody.withoutAsks(call.body().bytes(), call.route().scan());
        return step.options().edits().isEmpty() ? body : Buffer.buffer(edited(body.getBytes()));
    }

    /** Asks a translator, which keeps a session for the answer. */
    Future<Answer<TranslationOpened>> translate() {
        String translator = services.bus().directory().pick(Role.TRANSLATOR).orElse(null);
        if (translator == null) {
            return Future.failedFuture(
                    GatewayError.unavailable("no translator is available").asException());
        }
        RouteCall route = call.route();
        long leftMillis = (call.deadlineNanos() - services.nanos().getAsLong()) / 1_000_000;
        OpenTranslation open = new OpenTranslation(
                route.callId(),
                route.dialect(),
                endpoint.dialect(),
                route.scan().model(),
                target.model(),
                target.provider().name(),
                route.principal().account(),
                route.scan().stream(),
                maxOutputTokens(),
                Math.max(1, TokenEstimator.input(route.scan())),
                route.headers(),
                services.clock().millis() / 1_000,
                route.answer(),
                Math.max(1, leftMillis),
                leftOut.reasoning(),
                leftOut.summary());
        return services.bus()
                .request(translator, open, body(), services.limits().translation());
    }

    /**
     * A request in the vendor's wrapping.
     *
     * @param own headers that belong to the body
     * @throws org.modelgate.common.error.GatewayException if the client allows no loss and there is one
     */
    EncodedRequest wrapped(byte[] body, Map<String, String> own) {
        EncodedRequest plain =
                new EncodedRequest(body, withStep(headers(endpoint, call.route().headers(), own)));
        EncodedRequest wrapped = endpoint.hosting().wrap(plain, call.route().scan().stream());
        GatewayError refused = Strictness.refusal(call.route().headers(), wrapped.warnings());
        if (refused != null) {
            throw refused.asException();
        }
        losses.accept(wrapped.warnings());
        return wrapped;
    }

    /** What the request itself brings for this target comes last; the caller's own key stays in it. */
    private Map<String, String> withStep(Map<String, String> usual) {
        StepOptions options = step.options();
        if (options.key() == null && options.headers().isEmpty()) {
            return usual;
        }
        Map<String, String> headers = new HashMap<>(usual);
        headers.putAll(options.headers());
        if (options.key() != null) {
            headers.put(
                    endpoint.auth().header(),
                    endpoint.auth().value(options.key().value()));
        }
        return headers;
    }

    /** Headers of this request alone: defaults, then what the client sent and may pass, then what the translator asks for. */
    static Map<String, String> headers(Endpoint endpoint, Map<String, String> client, Map<String, String> own) {
        if (endpoint.defaultHeaders().isEmpty() && endpoint.passedHeaders().isEmpty()) {
            return own;
        }
        Map<String, String> headers = new HashMap<>(endpoint.defaultHeaders());
        for (String name : endpoint.passedHeaders()) {
            String value = client.get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        headers.putAll(own);
        return headers;
    }
}
