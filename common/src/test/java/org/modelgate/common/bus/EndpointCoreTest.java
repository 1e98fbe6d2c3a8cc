package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.RecordingReader;
import org.modelgate.common.stream.RecordingWriter;

/** Limits, stalls and other versions, with time and link in the test's hand. */
class EndpointCoreTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Head OK = new Head(200, List.of());

    private final SimulatedLink link = new SimulatedLink(List.of());
    private final RecordingReader reader = new RecordingReader();
    private final RecordingWriter writer = new RecordingWriter();

    private InboundStream openRead(RecordingReader to) {
        return link.edge.openInbound(SimulatedLink.ROUTER, LONG, to);
    }

    private OutboundStream openWritten() {
        OutboundStream out = link.router.openOutbound(openRead(reader).ref(), writer);
        out.head(OK);
        link.deliver();
        return out;
    }

    @Test
    void oneStreamTooManyFailsAndTheOthersGoOn() {
        InboundStream first = openRead(new RecordingReader());
        for (int i = 1; i < 8; i++) {
            openRead(new RecordingReader());
        }
        InboundStream ninth = openRead(reader);
        assertThat(reader.terminals()).isEmpty();
        link.deliver();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(reader.error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        link.router.openOutbound(ninth.ref(), writer).head(OK);
        link.deliver();
        assertThat(writer.cancels()).isEqualTo(1);
        assertThat(link.edge.load()).isEqualTo(8);
        assertThat(link.counters.refused()).isEqualTo(1);
        first.cancel(GatewayError.unavailable("done"));
        RecordingReader next = new RecordingReader();
        openRead(next);
        link.deliver();
        assertThat(next.terminals()).isEmpty();
    }

    @Test
    void oneWrittenStreamTooManyFailsOnBothEnds() {
        for (int i = 0; i < 8; i++) {
            link.router.openInbound(SimulatedLink.EDGE, LONG, new RecordingReader());
        }
        InboundStream in = openRead(reader);
        OutboundStream out = link.router.openOutbound(in.ref(), writer);
        out.head(OK);
        link.deliver();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(writer.cancels()).isEqualTo(1);
    }

    @Test
    void oneRequestTooManyIsRefused() {
        link.router.handlers().serve(ReadCredits.class, ask -> Future.future(promise -> {}));
        for (int i = 0; i < 4; i++) {
            assertThat(ask().isComplete()).isFalse();
        }
        assertThat(codeOf(ask())).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private Future<Answer<Credits>> ask() {
        return link.edge.request(SimulatedLink.ROUTER, new ReadCredits("a"), Buffer.buffer(), LONG);
    }

    private static ErrorCode codeOf(Future<?> failed) {
        return ((GatewayException) failed.cause()).error().code();
    }

    @Test
    void aWriterThatIgnoresTheWindowFailsItsStreamAtTheHardLimit() {
        OutboundStream out = openWritten();
        for (int i = 0; i < 12; i++) {
            assertThat(out.write(Buffer.buffer(new byte[100]))).isFalse();
        }
        link.deliver();
        assertThat(writer.cancels()).isEqualTo(1);
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(link.router.load()).isZero();
    }

    @Test
    void aCongestedPeerHoldsStreamsAndRefusesCallsUntilItsBytesHaveLeft() {
        OutboundStream out = openWritten();
        link.congested(true);
        assertThat(out.write(Buffer.buffer("held"))).isFalse();
        out.end(Buffer.buffer());
        assertThat(codeOf(ask())).isEqualTo(ErrorCode.UNAVAILABLE);
        link.deliver();
        assertThat(reader.bytes()).isZero();
        link.congested(false);
        link.deliver();
        assertThat(reader.data()).hasToString("held");
        assertThat(reader.terminals()).containsExactly("end");
    }

    @Test
    void aWholeAnswerAboveTheWindowIsSplit() {
        InboundStream in = openRead(reader);
        reader.consuming(in::consumed);
        link.router.openOutbound(in.ref(), writer).whole(OK, Buffer.buffer(new byte[1_500]));
        link.deliver();
        assertThat(reader.head()).isEqualTo(OK);
        assertThat(reader.bytes()).isEqualTo(1_500);
        assertThat(reader.terminals()).containsExactly("end");
    }

    @Test
    void whatCameWhileThisNodeStoodStillReachesNoHandler() {
        OutboundStream out = openWritten();
        out.write(Buffer.buffer("late"));
        link.freeze(link.router, 2_500);
        link.deliver();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(reader.bytes()).isZero();
        assertThat(writer.cancels()).isEqualTo(1);
        assertThat(link.counters.stalls()).isEqualTo(1);
        assertThat(link.counters.lateFrames()).isPositive();
    }

    @Test
    void aHandlerThatThrowsCostsItsOwnStreamOnly() {
        InboundStream in = openRead(reader.consuming(bytes -> {
            throw new IllegalStateException("a bug");
        }));
        OutboundStream out = link.router.openOutbound(in.ref(), writer);
        out.write(Buffer.buffer("bytes"));
        link.deliver();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(writer.reason().code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        anotherStreamWorks();
    }

    private void anotherStreamWorks() {
        RecordingReader other = new RecordingReader();
        InboundStream in = openRead(other);
        other.consuming(in::consumed);
        link.router.openOutbound(in.ref(), new RecordingWriter()).whole(OK, Buffer.buffer(new byte[500]));
        link.deliver();
        assertThat(other.terminals()).containsExactly("end");
    }

    @Test
    void aRequestOfAnotherVersionIsRefusedAndNothingElseFails() {
        link.router.handlers().serve(ReadCredits.class, ask -> Future.succeededFuture(Answer.of(new Credits(1, 0, 0))));
        Future<Answer<Credits>> pending = ask();
        link.edge.receive(new Envelope.Unreadable(SimulatedLink.ROUTER, Envelope.Concern.REPLY, 1, "version 9"));
        assertThat(codeOf(pending)).isEqualTo(ErrorCode.UNAVAILABLE);
        List<Object> answers = new ArrayList<>();
        ask().onSuccess(answer -> answers.add(answer.message()));
        link.deliver();
        assertThat(answers).containsExactly(new Credits(1, 0, 0));
        assertThat(link.counters.unreadable()).isEqualTo(1);
    }

    @Test
    void aFrameOfAnotherVersionFailsItsStreamOnBothEnds() {
        openWritten();
        link.edge.receive(new Envelope.Unreadable(SimulatedLink.ROUTER, Envelope.Concern.TO_RECEIVER, 1, "version 9"));
        link.deliver();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(writer.cancels()).isEqualTo(1);
    }

    @Test
    void anEndpointThatClosesTellsItsPeers() {
        openWritten();
        Future<Answer<Credits>> pending = ask();
        link.router.close();
        link.deliver();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(writer.cancels()).isEqualTo(1);
        assertThat(codeOf(pending)).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(link.edge.load()).isZero();
    }
}
