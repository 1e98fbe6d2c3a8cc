package org.modelgate.router.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.router.plan.Step;

/** How the answer of one attempt gets to the client: to the edge as it is, or through a translator's session. */
final class AnswerPath {
    private final FlowServices services;
    private final LiveCall call;
    private final Step step;
    private final DialectId dialect;
    private final int number;
    private final LeftOut leftOut;
    private final OutboundHandler handler;
    private @Nullable TranslationOpened session;
    private List<String> wrapping = List.of();
    private @Nullable AnswerSink sink;
    private boolean left;

    /**
     * @param dialect the provider's
     * @param number of the attempt, counted from one over the whole call
     * @param leftOut what a provider refused, which the client is told
     * @param handler hears the translator's end
     */
    AnswerPath(
            FlowServices services,
            LiveCall call,
            Step step,
            DialectId dialect,
            int number,
            LeftOut leftOut,
            OutboundHandler handler) {
        this.services = services;
        this.call = call;
        this.step = step;
        this.dialect = dialect;
        this.number = number;
        this.leftOut = leftOut;
        this.handler = handler;
    }

    boolean translated() {
        return dialect != call.route().dialect();
    }

    /** A translator took the request and waits for its answer. */
    void through(TranslationOpened opened) {
        session = opened;
    }

    /** What the vendor can't take of the finished request. */
    void wrappedWith(List<String> warnings) {
        wrapping = warnings;
    }

    /** Content of a streamed answer follows. */
    AnswerSink begin(@Nullable String upstreamId) {
        AnswerSink to = open();
        to.head(AnswerHead.of(services, call, step, number, upstreamId, warnings(), -1));
        return to;
    }

    void whole(byte[] body, GatewayUsage usage, @Nullable String upstreamId) {
        open().whole(
                        AnswerHead.of(services, call, step, number, upstreamId, warnings(), usage.costNano()),
                        body,
                        usage);
    }

    private AnswerSink open() {
        AnswerSink to = session == null
                ? new AnswerSink.ToEdge(call.edge(), services.passthrough(dialect))
                : new AnswerSink.ToTranslator(services.bus().openOutbound(session.source(), handler));
        sink = to;
        return to;
    }

    private List<String> warnings() {
        List<String> warnings = session == null ? List.of() : session.warnings();
        if (leftOut.equals(LeftOut.NOTHING) && wrapping.isEmpty()) {
            return warnings;
        }
        List<String> all = new ArrayList<>(warnings);
        wrapping.stream().filter(warning -> !warnings.contains(warning)).forEach(all::add);
        all.addAll(leftOut.warnings());
        return all;
    }

    /** Ends what was begun with an error. */
    void fail(GatewayError error) {
        if (sink != null) {
            sink.fail(error);
        }
    }

    /** The client gets nothing more of this answer: a translator that waits for it is told. */
    void abandon(GatewayError error) {
        if (session == null || left) {
            return;
        }
        left = true;
        if (sink == null) {
            dismiss(session, error);
        } else {
            sink.fail(error);
        }
    }

    /** Before the answer's head the translator hasn't touched the client's stream, so that it may end without a word to it. */
    void dismiss(TranslationOpened opened, GatewayError error) {
        services.bus().openOutbound(opened.source(), handler).fail(error);
    }

    void onWritable() {
        if (sink != null) {
            sink.onWritable();
        }
    }
}
