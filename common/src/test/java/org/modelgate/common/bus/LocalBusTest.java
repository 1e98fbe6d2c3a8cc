package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

class LocalBusTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Head OK = new Head(200, List.of(Map.entry("content-type", "text/plain")));

    private LocalBus local;
    private LocalBus.At edge;
    private LocalBus.At router;

    @BeforeEach
    void open() {
        local = new LocalBus();
        edge = local.open(Role.EDGE);
        router = local.open(Role.ROUTER);
    }

    @AfterEach
    void close() {
        local.close();
    }

    @Test
    void aRequestIsAnswered() {
        router.run(() -> router.endpoint()
                .serve(ReadCredits.class, ask -> Future.succeededFuture(Answer.of(new Credits(7, 0, 0)))));
        Credits credits = edge.await(() -> edge.endpoint().request(router.address(), new ReadCredits("acme"), SOON));
        assertThat(credits.balanceNano()).isEqualTo(7);
    }

    @Test
    void aRefusalKeepsItsError() {
        router.run(() -> router.endpoint()
                .serve(
                        ReadCredits.class,
                        ask -> Future.failedFuture(
                                GatewayError.invalid("account", "unknown").asException())));
        assertThatThrownBy(() ->
                        edge.await(() -> edge.endpoint().request(router.address(), new ReadCredits("acme"), SOON)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().param()).isEqualTo("account"));
    }

    @Test
    void anAnswerMayComeFromAnotherThread() {
        router.run(() -> router.endpoint().serve(ReadCredits.class, ask -> {
            Promise<Answer<Credits>> answer = Promise.promise();
            Thread.ofVirtual().start(() -> answer.complete(Answer.of(new Credits(8, 0, 0))));
            return answer.future();
        }));
        AtomicReference<Thread> answeredOn = new AtomicReference<>();
        AtomicReference<Thread> loop = new AtomicReference<>();
        Credits credits = edge.await(() -> {
            loop.set(Thread.currentThread());
            return edge.endpoint()
                    .request(router.address(), new ReadCredits("acme"), SOON)
                    .onComplete(answer -> answeredOn.set(Thread.currentThread()));
        });
        assertThat(credits.balanceNano()).isEqualTo(8);
        assertThat(answeredOn).hasValue(loop.get());
    }

    @Test
    void aRequestWithoutAnswerTimesOut() {
        router.run(() -> router.endpoint().serve(ReadCredits.class, ask -> Future.future(promise -> {})));
        assertThatThrownBy(() -> edge.await(() ->
                        edge.endpoint().request(router.address(), new ReadCredits("acme"), Duration.ofMillis(50))))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.TIMEOUT));
    }

    @Test
    void aRequestToNobodyFailsAtOnce() {
        assertThatThrownBy(() -> edge.await(() -> edge.endpoint()
                        .request("gw.r." + local.bus().directory().node() + ".99", new ReadCredits("acme"), SOON)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aStreamBringsHeadBytesAndTrailerInOrder() {
        RecordingReader reader = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> {
            OutboundStream out = router.endpoint().openOutbound(in.ref(), new RecordingWriter());
            out.head(OK);
            out.write(Buffer.buffer("one "));
            out.write(Buffer.buffer("two"));
            out.end(Buffer.buffer("trailer"));
        });
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.head()).isEqualTo(OK);
        assertThat(reader.data()).hasToString("one two");
        assertThat(reader.trailer()).hasToString("trailer");
        assertThat(reader.terminals()).containsExactly("end");
    }

    @Test
    void aSlowReaderHoldsTheWriterBack() {
        RecordingReader reader = new RecordingReader();
        RecordingWriter writer = new RecordingWriter();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        AtomicReference<OutboundStream> out = new AtomicReference<>();
        router.run(() -> {
            out.set(router.endpoint().openOutbound(in.ref(), writer));
            out.get().head(OK);
            assertThat(out.get().write(Buffer.buffer(new byte[100_000]))).isFalse();
        });
        edge.run(() -> {});
        assertThat(reader.bytes()).isEqualTo(in.ref().window());
        edge.run(() -> in.consumed(in.ref().window()));
        router.run(() -> out.get().end(Buffer.buffer()));
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.bytes()).isEqualTo(100_000);
        assertThat(writer.writable()).isEqualTo(1);
    }

    @Test
    void aWholeAnswerPassesInOnePiece() {
        RecordingReader reader = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> router.endpoint()
                .openOutbound(in.ref(), new RecordingWriter())
                .whole(OK, Buffer.buffer(new byte[900_000])));
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.bytes()).isEqualTo(900_000);
        assertThat(reader.terminals()).containsExactly("end");
    }

    @Test
    void aCancelReachesTheWriterEvenBeforeItOpened() {
        RecordingWriter writer = new RecordingWriter();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, new RecordingReader()));
        edge.run(() -> in.cancel(GatewayError.unavailable("client gone")));
        router.run(() -> {});
        router.run(() -> router.endpoint().openOutbound(in.ref(), writer));
        assertThat(writer.awaitCancel(5)).isTrue();
        assertThat(writer.reason()).isEqualTo(GatewayError.unavailable("client gone"));
    }

    @Test
    void aClosedPeerFailsStreamsAndRequestsOnBothEnds() {
        RecordingReader reader = new RecordingReader();
        RecordingWriter writer = new RecordingWriter();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> router.endpoint().openOutbound(in.ref(), writer).head(OK));
        router.await(() -> router.endpoint().close());
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(writer.awaitCancel(5)).isTrue();
        assertThat(local.bus().directory().pick(Role.ROUTER)).isEmpty();
    }

    @Test
    void aStreamThatWasHandedOnIsWrittenByAnother() {
        LocalBus.At translator = local.open(Role.TRANSLATOR);
        RecordingReader reader = new RecordingReader();
        RecordingWriter unused = new RecordingWriter();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> router.endpoint().openOutbound(in.ref(), unused));
        translator.run(() -> {
            OutboundStream out = translator.endpoint().openOutbound(in.ref(), new RecordingWriter());
            out.head(OK);
            out.write(Buffer.buffer("bytes"));
        });
        router.await(() -> router.endpoint().close());
        translator.run(() -> {});
        assertThat(reader.terminals()).isEmpty();
        translator.await(() -> translator.endpoint().close());
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
    }

    @Test
    void aFailingReaderEndsItsStreamWithAnError() {
        RecordingWriter writer = new RecordingWriter();
        RecordingReader reader = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), Duration.ofMillis(1), reader));
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.error().code()).isEqualTo(ErrorCode.TIMEOUT);
        router.run(() -> router.endpoint().openOutbound(in.ref(), writer).head(OK));
        assertThat(writer.awaitCancel(5)).isTrue();
    }
}
