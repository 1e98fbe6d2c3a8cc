package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.RecordingReader;
import org.modelgate.common.stream.RecordingWriter;

/** A peer process that is stopped keeps its sockets open and takes bytes: only its silence tells. */
class FrozenPeerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private LocalBus here;
    private LocalBus.At router;
    private Process peer;
    private final List<Progress> reports = new CopyOnWriteArrayList<>();
    private final List<UUID> cancelled = new CopyOnWriteArrayList<>();
    private final RecordingReader reader = new RecordingReader();
    private final RecordingWriter writer = new RecordingWriter();
    private final AtomicReference<InboundStream> in = new AtomicReference<>();

    @BeforeEach
    void start() throws IOException {
        String cluster = "test-" + UUID.randomUUID();
        int port = TwoNodes.freePort();
        here = TwoNodes.start(cluster, port, List.of(port), BusOptions.defaults());
        router = here.open(Role.ROUTER);
        router.run(() -> {
            router.endpoint().onMessage(Progress.class, delivery -> reports.add(delivery.message()));
            router.endpoint()
                    .onMessage(
                            ReservationDurable.class,
                            delivery -> cancelled.add(delivery.message().callId()));
        });
        peer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Dhazelcast.logging.type=slf4j",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FrozenPeer.class.getName(),
                        cluster,
                        Integer.toString(port),
                        Integer.toString(TwoNodes.freePort()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(new File("target/frozen-peer.log")))
                .start();
        await().atMost(PATIENCE)
                .until(() -> here.bus().directory().pick(Role.TRANSLATOR).isPresent());
    }

    @AfterEach
    void stop() throws InterruptedException {
        peer.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        here.close();
    }

    @Test
    void aStoppedProcessFailsItsStreamsAndNoLateFrameReachesAHandlerAfterItGoesOn() throws Exception {
        UUID call = new UUID(1, 1);
        openBothWays(call);
        await().atMost(PATIENCE).until(() -> reader.bytes() > 1_000);

        signal("STOP");
        assertThat(reader.awaitEnd(15)).isTrue();
        assertThat(writer.awaitCancel(15)).isTrue();
        assertThat(reader.terminals()).containsExactly("error");
        assertThat(here.bus().directory().pick(Role.TRANSLATOR)).isEmpty();
        int received = reader.bytes();

        signal("CONT");
        await().atMost(PATIENCE).until(() -> cancelled.contains(call));
        await().atMost(PATIENCE).until(() -> reports.size() == 2);
        assertThat(reports.get(0).account()).isEqualTo("error");
        assertThat(reports.get(1).usage().output()).isZero();
        assertThat(reader.bytes()).isEqualTo(received);
        assertThat(reader.terminals()).containsExactly("error");

        await().atMost(PATIENCE)
                .until(() -> here.bus().directory().pick(Role.TRANSLATOR).isPresent());
        RecordingReader next = new RecordingReader();
        open(new UUID(2, 2), next);
        await().atMost(PATIENCE).until(() -> next.bytes() > 1_000);
        assertThat(reader.bytes()).isEqualTo(received);
    }

    /** A longer stop: each takes the other for gone from the cluster, and both clusters of one node must find together again. */
    @Test
    void aProcessThatTheClusterLostServesAgainSoonAfterItGoesOn() throws Exception {
        await().atMost(PATIENCE).until(() -> members() == 2);
        signal("STOP");
        await().atMost(PATIENCE).until(() -> members() == 1);

        signal("CONT");
        UUID call = new UUID(3, 3);
        await("it is reached when the clusters are one again")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> openBothWays(call));
        await().atMost(PATIENCE).until(() -> reader.bytes() > 1_000);
        router.run(() -> in.get().cancel(GatewayError.internal("enough")));
        await().atMost(PATIENCE).until(() -> cancelled.contains(call));
    }

    private int members() {
        return ((VertxInternal) here.vertx()).clusterManager().getNodes().size();
    }

    private void openBothWays(UUID call) {
        TranslationOpened opened = open(call, reader);
        AtomicReference<OutboundStream> out = new AtomicReference<>();
        router.run(() -> {
            out.set(router.endpoint().openOutbound(opened.source(), writer));
            out.get().head(new Head(200, List.of()));
            here.vertx().setPeriodic(5, id -> out.get().write(Buffer.buffer("other bytes")));
        });
    }

    private TranslationOpened open(UUID call, RecordingReader to) {
        String address = here.bus().directory().pick(Role.TRANSLATOR).orElseThrow();
        return router.await(() -> {
            in.set(router.endpoint()
                    .openInbound(
                            address, PATIENCE, to.consuming(bytes -> in.get().consumed(bytes))));
            OpenTranslation ask = new OpenTranslation(
                    call,
                    DialectId.OPENAI_CHAT,
                    DialectId.ANTHROPIC_MESSAGES,
                    "m",
                    "m",
                    "p",
                    "a",
                    true,
                    null,
                    0,
                    Map.of(),
                    0,
                    in.get().ref(),
                    60_000);
            return router.endpoint().request(address, ask, PATIENCE);
        });
    }

    /** By the shell's own kill: a bare Debian has no program of that name. */
    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + peer.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }
}
