package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.RecordingReader;
import org.modelgate.common.stream.RecordingWriter;

/** What happens to streams when the link breaks, hangs, or a node leaves. Frames to the first node pass a proxy. */
class BrokenLinkIT {
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final Head OK = new Head(200, List.of());

    private BreakableLink link;
    private LocalBus one;
    private LocalBus two;
    private LocalBus.At edge;
    private LocalBus.At router;

    private final RecordingReader reader = new RecordingReader();
    private final RecordingWriter writer = new RecordingWriter();
    private final AtomicReference<OutboundStream> out = new AtomicReference<>();

    @BeforeEach
    void start() {
        String cluster = "test-" + UUID.randomUUID();
        int member = TwoNodes.freePort();
        int other = TwoNodes.freePort();
        int busPort = TwoNodes.freePort();
        link = new BreakableLink(busPort);
        one = TwoNodes.start(
                cluster,
                member,
                List.of(member),
                BusOptions.defaults(),
                new EventBusOptions().setPort(busPort).setClusterPublicPort(link.port()));
        two = TwoNodes.start(cluster, other, List.of(member, other), BusOptions.defaults());
        edge = one.open(Role.EDGE);
        router = two.open(Role.ROUTER);
        await().until(() -> !one.bus().directory().all(Role.ROUTER).isEmpty()
                && !two.bus().directory().all(Role.EDGE).isEmpty());
        router.run(() -> router.endpoint()
                .serve(ReadCredits.class, ask -> Future.succeededFuture(Answer.of(new Credits(1, 0, 0)))));
        InboundStream in = edge.call(() -> edge.endpoint().openInbound(router.address(), SOON, reader));
        router.run(() -> {
            out.set(router.endpoint().openOutbound(in.ref(), writer));
            out.get().head(OK);
            out.get().write(Buffer.buffer("one"));
        });
        await().until(() -> reader.bytes() == 3);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        link.close();
    }

    @Test
    void framesThatWereLostWithTheLinkFailTheStreamOnBothEndsAndNewCallsWork() {
        link.hang();
        router.run(() -> out.get().write(Buffer.buffer("lost")));
        link.breakAll();
        router.run(() -> {
            out.get().write(Buffer.buffer("late"));
            out.get().end(Buffer.buffer());
        });
        assertThat(reader.awaitEnd(8)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(reader.data()).hasToString("one");
        assertThat(writer.awaitCancel(8)).isTrue();
        assertNewCallsWork();
    }

    @Test
    void aLinkThatHangsFailsTheStreamOnBothEnds() {
        link.hang();
        assertThat(reader.awaitEnd(8)).isTrue();
        assertThat(writer.awaitCancel(8)).isTrue();
        router.run(() -> out.get().write(Buffer.buffer("late")));
        link.goOn();
        assertNewCallsWork();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(reader.data()).hasToString("one");
    }

    @Test
    void aNodeThatLeavesFailsItsStreamsAndIsForgotten() {
        two.close();
        assertThat(reader.awaitEnd(8)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
        await().until(() -> one.bus().directory().all(Role.ROUTER).isEmpty());
    }

    @Test
    void theMembershipsLossOfANodeFailsItsStreamsAtOnce() {
        one.bus().nodeLeft(clusterNode(two));
        assertThat(reader.awaitEnd(8)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
    }

    @Test
    void aDrainingNodeIsNotChosenByOthersButServesWhatRuns() {
        two.bus().drain();
        await().until(() -> one.bus().directory().pick(Role.ROUTER).isEmpty());
        assertThat(two.bus().directory().pick(Role.ROUTER)).contains(router.address());
        router.run(() -> out.get().end(Buffer.buffer()));
        assertThat(reader.awaitEnd(8)).isTrue();
        assertThat(reader.terminals()).containsExactly("end");
    }

    @Test
    void bytesThatDoNotLeaveAreBoundedAndTheRestIsRefused() {
        AtomicInteger arrived = new AtomicInteger();
        edge.run(() -> edge.endpoint().onMessage(ReservationDurable.class, message -> arrived.incrementAndGet()));
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        link.hang();
        router.run(() -> {
            Buffer payload = Buffer.buffer(new byte[60_000]);
            for (int i = 0; i < 1_000; i++) {
                router.endpoint()
                        .send(edge.address(), new ReservationDurable(new UUID(0, i)), payload)
                        .onSuccess(v -> sent.incrementAndGet())
                        .onFailure(problem -> refused.incrementAndGet());
            }
        });
        await().until(() -> sent.get() + refused.get() == 1_000);
        assertThat(refused.get()).isGreaterThan(500);
        link.goOn();
        await().until(() -> arrived.get() == sent.get());
        assertNewCallsWork();
    }

    private void assertNewCallsWork() {
        await().ignoreExceptions()
                .until(() -> edge.await(() -> edge.endpoint()
                                        .request(router.address(), new ReadCredits("acme"), Duration.ofSeconds(1)))
                                .balanceNano()
                        == 1);
        await().until(() -> one.bus().directory().pick(Role.ROUTER).isPresent());
    }

    private static String clusterNode(LocalBus node) {
        return ((VertxInternal) node.vertx()).clusterManager().getNodeId();
    }
}
