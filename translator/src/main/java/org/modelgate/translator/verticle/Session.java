package org.modelgate.translator.verticle;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.StreamRef;
import org.modelgate.translator.StreamTrailer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's answer on its way from the router to the edge. The edge's stream is touched only once the answer has begun: before
 * that the router may still try another target. The provider gets window back only as the edge takes what came of it.
 */
final class Session implements InboundHandler, OutboundHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final String WARNINGS = "x-gateway-warnings";
    private static final String CONTENT_TYPE = "content-type";

    private final UUID callId;
    private final BusEndpoint endpoint;
    private final StreamRef answerRef;
    private final List<String> warnings;
    private final String contentType;
    private final AnswerTranslator translator;
    private final Runnable onOver;
    private @Nullable InboundStream source;
    private @Nullable OutboundStream answer;
    private int unconsumed;
    private boolean writable = true;
    private boolean over;

    Session(
            UUID callId,
            BusEndpoint endpoint,
            StreamRef answerRef,
            Translation translation,
            boolean stream,
            int answerBytesMax,
            Runnable onOver) {
        this.callId = callId;
        this.endpoint = endpoint;
        this.answerRef = answerRef;
        this.warnings = translation.warnings();
        this.contentType = stream ? "text/event-stream; charset=utf-8" : "application/json";
        this.translator = AnswerTranslator.of(translation, stream, answerBytesMax);
        this.onOver = onOver;
    }

    /** @param opened the stream that this session is the handler of */
    void reads(InboundStream opened) {
        source = opened;
    }

    @Override
    public void onHead(Head head) {
        OutboundStream out = endpoint.openOutbound(answerRef, this);
        answer = out;
        guard(() -> translator.head(forClient(head), out));
    }

    private Head forClient(Head head) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(head.headers().size() + 1);
        boolean warned = warnings.isEmpty();
        for (Map.Entry<String, String> header : head.headers()) {
            warned |= header.getKey().equals(WARNINGS);
            boolean type = header.getKey().equals(CONTENT_TYPE);
            headers.add(type ? Map.entry(CONTENT_TYPE, contentType) : header);
        }
        if (!warned) {
            headers.add(Map.entry(WARNINGS, String.join(", ", warnings)));
        }
        return new Head(head.status(), headers);
    }

    @Override
    public void onData(Buffer data) {
        unconsumed += data.length();
        guard(() -> writable &= translator.data(data, out()));
        giveBack();
    }

    @Override
    public void onEnd(Buffer trailer) {
        guard(() -> {
            translator.end(StreamTrailer.read(trailer.getBytes()), out());
            finished();
        });
    }

    @Override
    public void onError(GatewayError error) {
        if (answer != null) {
            answer.fail(error);
        }
        finished();
    }

    @Override
    public void onWritable() {
        writable = true;
        giveBack();
    }

    @Override
    public void onCancelled(GatewayError reason) {
        stopSource(reason);
        finished();
    }

    private void giveBack() {
        if (writable && source != null && unconsumed > 0) {
            int bytes = unconsumed;
            unconsumed = 0;
            source.consumed(bytes);
        }
    }

    private OutboundStream out() {
        return requireNonNull(answer, "data before the head");
    }

    /** The border between streams and codecs: a codec's complaint or bug ends this session only. */
    private void guard(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            fail(e.error());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("callId", callId).log("an answer could not be translated");
            fail(GatewayError.internal("internal error"));
        }
    }

    private void fail(GatewayError error) {
        if (answer != null) {
            answer.fail(error);
        }
        stopSource(error);
        finished();
    }

    private void stopSource(GatewayError reason) {
        if (source != null) {
            source.cancel(reason);
        }
    }

    private void finished() {
        if (!over) {
            over = true;
            onOver.run();
        }
    }
}
