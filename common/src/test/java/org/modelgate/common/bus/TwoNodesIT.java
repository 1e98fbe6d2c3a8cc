package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.RecordingReader;
import org.modelgate.common.stream.RecordingWriter;

class TwoNodesIT {
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final Head OK = new Head(200, List.of(Map.entry("content-type", "text/plain")));
    private static final int LARGEST = 1 << 20;

    private static TwoNodes nodes;

    private LocalBus.At edge;
    private LocalBus.At router;

    @BeforeAll
    static void start() {
        nodes = new TwoNodes(
                BusOptions.defaults().withMessageBytesMax(2 * LARGEST).withReassemblyBytesMax(3L * LARGEST));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void open() {
        edge = nodes.one().open(Role.EDGE);
        router = nodes.two().open(Role.ROUTER);
        nodes.awaitKnown(Role.EDGE, Role.ROUTER);
    }

    @AfterEach
    void close() {
        edge.await(() -> edge.endpoint().close());
        router.await(() -> router.endpoint().close());
        await().until(() -> nodes.one().bus().directory().all(Role.ROUTER).isEmpty()
                && nodes.two().bus().directory().all(Role.EDGE).isEmpty());
        assertThat(nodes.one().bus().incoming().held()).isZero();
        assertThat(nodes.two().bus().incoming().held()).isZero();
    }

    @Test
    void aRequestIsAnsweredByTheOtherNode() {
        router.run(() -> router.endpoint()
                .serve(ReadCredits.class, ask -> Future.succeededFuture(Answer.of(new Credits(7, 0, 0)))));
        String to = nodes.one().bus().directory().pick(Role.ROUTER).orElseThrow();
        Credits credits = edge.await(() -> edge.endpoint().request(to, new ReadCredits("acme"), SOON));
        assertThat(credits.balanceNano()).isEqualTo(7);
    }

    @Test
    void bothNodesNameTheSameOwner() {
        LocalBus.At first = nodes.one().open(Role.BILLING);
        LocalBus.At second = nodes.two().open(Role.BILLING);
        await().until(() -> nodes.one().bus().directory().all(Role.BILLING).size() == 2
                && nodes.two().bus().directory().all(Role.BILLING).size() == 2);
        AtomicInteger atFirst = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            String owner = nodes.one()
                    .bus()
                    .directory()
                    .owner(Role.BILLING, "account-" + i)
                    .orElseThrow();
            assertThat(nodes.two().bus().directory().owner(Role.BILLING, "account-" + i))
                    .contains(owner);
            atFirst.addAndGet(owner.equals(first.address()) ? 1 : 0);
        }
        assertThat(atFirst).hasValueBetween(20, 80);
        first.await(() -> first.endpoint().close());
        second.await(() -> second.endpoint().close());
    }

    @Test
    void largePayloadsGoBothWays() {
        router.run(() -> router.endpoint()
                .serve(
                        ReadCredits.class,
                        ask -> Future.succeededFuture(
                                new Answer<>(new Credits(ask.payload().length(), 0, 0), ask.payload()))));
        Buffer body = random(LARGEST);
        Answer<Credits> answer =
                edge.await(() -> edge.endpoint().request(router.address(), new ReadCredits("acme"), body, SOON));
        assertThat(answer.message().balanceNano()).isEqualTo(LARGEST);
        assertThat(answer.payload()).isEqualTo(body);
    }

    @Test
    void aPayloadAboveTheLimitIsRefused() {
        assertThatThrownBy(() -> edge.await(() ->
                        edge.endpoint().request(router.address(), new ReadCredits("a"), random(2 * LARGEST + 1), SOON)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE));
    }

    @Test
    void moreLargeMessagesThanTheNodeHasRoomForAreRefusedAndTheOthersArrive() {
        AtomicInteger arrived = new AtomicInteger();
        router.run(() -> router.endpoint().onMessage(ReservationDurable.class, message -> arrived.incrementAndGet()));
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Buffer body = random(LARGEST);
        edge.run(() -> {
            for (int i = 0; i < 10; i++) {
                edge.endpoint()
                        .send(router.address(), new ReservationDurable(new UUID(1, i)), body)
                        .onSuccess(v -> sent.incrementAndGet())
                        .onFailure(e -> refused.incrementAndGet());
            }
        });
        await().until(() -> sent.get() + refused.get() == 10);
        assertThat(sent).hasValueBetween(1, 3);
        await().until(() -> arrived.get() == sent.get());
    }

    @Test
    void aStreamOfManyWindowsArrivesWhole() {
        streamManyWindows();
    }

    private void streamManyWindows() {
        RecordingReader reader = new RecordingReader();
        RecordingWriter writer = new RecordingWriter();
        AtomicReference<InboundStream> in = new AtomicReference<>();
        edge.run(() -> in.set(edge.endpoint()
                .openInbound(
                        router.address(),
                        SOON,
                        reader.consuming(bytes -> in.get().consumed(bytes)))));
        Buffer body = random(LARGEST);
        router.run(() -> {
            OutboundStream out = router.endpoint().openOutbound(in.get().ref(), writer);
            out.head(OK);
            for (int at = 0; at < LARGEST; at += 1_000) {
                out.write(body.getBuffer(at, Math.min(LARGEST, at + 1_000)));
            }
            out.end(Buffer.buffer("trailer"));
        });
        assertThat(reader.awaitEnd(8)).isTrue();
        assertThat(reader.terminals()).containsExactly("end");
        assertThat(reader.head()).isEqualTo(OK);
        assertThat(reader.data()).isEqualTo(body);
        assertThat(writer.cancels()).isZero();
    }

    @Test
    void aReaderThatDoesNotReadHoldsTheWriterBackAndOthersGoOn() {
        RecordingReader slow = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, slow));
        router.run(() -> assertThat(router.endpoint()
                        .openOutbound(in.ref(), new RecordingWriter())
                        .write(random(1_000_000)))
                .isFalse());
        streamManyWindows();
        await().until(() -> slow.bytes() == in.ref().window());
        assertThat(slow.terminals()).isEmpty();
        edge.run(() -> in.cancel(GatewayError.unavailable("done")));
    }

    @Test
    void aCancelReachesTheWriter() {
        RecordingWriter writer = new RecordingWriter();
        RecordingReader reader = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> router.endpoint().openOutbound(in.ref(), writer).head(OK));
        await().until(() -> reader.head() != null);
        edge.run(() -> in.cancel(GatewayError.unavailable("client gone")));
        assertThat(writer.awaitCancel(5)).isTrue();
        assertThat(writer.reason()).isEqualTo(GatewayError.unavailable("client gone"));
        assertThat(reader.terminals()).isEmpty();
    }

    @Test
    void anIdleStreamOutlivesTheSilenceLimit() {
        RecordingReader reader = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        AtomicReference<OutboundStream> out = new AtomicReference<>();
        RecordingWriter writer = new RecordingWriter();
        router.run(() -> {
            out.set(router.endpoint().openOutbound(in.ref(), writer));
            out.get().head(OK);
        });
        long start = System.nanoTime();
        await().until(() -> System.nanoTime() - start > Duration.ofMillis(4_500).toNanos());
        router.run(() -> out.get().end(Buffer.buffer()));
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.terminals()).containsExactly("end");
        assertThat(writer.cancels()).isZero();
    }

    @Test
    void aClosedPeerFailsStreamsAndRequests() {
        RecordingReader reader = new RecordingReader();
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> {
            router.endpoint().serve(ReadCredits.class, ask -> Future.future(promise -> {}));
            router.endpoint().openOutbound(in.ref(), new RecordingWriter()).head(OK);
        });
        await().until(() -> reader.head() != null);
        Future<Credits> asked =
                edge.call(() -> edge.endpoint().request(router.address(), new ReadCredits("acme"), SOON));
        router.await(() -> router.endpoint().close());
        assertThat(reader.awaitEnd(5)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
        await().until(asked::failed);
        assertThat(((GatewayException) asked.cause()).error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aRequestToAnAddressOfNobodyFailsSoon() {
        String nobody = "gw.r." + nodes.two().bus().directory().node() + ".9999";
        assertThatThrownBy(() -> edge.await(
                        () -> edge.endpoint().request(nobody, new ReadCredits("acme"), Duration.ofMinutes(1))))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    private static Buffer random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }
}
