package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modelgate.common.bus.SimulatedLink.Fault;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.RecordingWriter;
import org.modelgate.common.stream.StreamLimits;

/** Whatever the link between two nodes does, a stream ends once and on both ends, and nothing is left over. */
class LossyLinkTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Head OK = new Head(200, List.of());
    private static final GatewayError GIVEN = GatewayError.provider("the provider's error");

    /** Silence, then a heartbeat each way and a tick. */
    private static final int BOUND_MILLIS = 3_000 + 2 * 500 + 200;

    @Provide
    Arbitrary<List<Fault>> faults() {
        return Arbitraries.frequencyOf(
                        Tuple.of(12, Arbitraries.just(Fault.NONE)),
                        Tuple.of(1, Arbitraries.of(Fault.DROP, Fault.DUPLICATE, Fault.OVERTAKEN)))
                .list()
                .ofMaxSize(60);
    }

    /** Reads as fast or slow as it is told, and watches the window. */
    private static final class Reader implements InboundHandler {
        private final Buffer data = Buffer.buffer();
        private final List<String> terminals = new ArrayList<>();
        private InboundStream stream;
        private GatewayError error;
        private int unconsumed;
        private boolean eager;

        @Override
        public void onHead(Head head) {
            assertThat(data.length()).isZero();
        }

        @Override
        public void onData(Buffer bytes) {
            assertThat(terminals).isEmpty();
            data.appendBuffer(bytes);
            unconsumed += bytes.length();
            assertThat(unconsumed).isLessThanOrEqualTo(SimulatedLink.WINDOW);
            if (eager) {
                consume(unconsumed);
            }
        }

        void consume(int bytes) {
            int taken = Math.min(bytes, unconsumed);
            unconsumed -= taken;
            stream.consumed(taken);
        }

        @Override
        public void onEnd(Buffer trailer) {
            assertThat(trailer).hasToString("trailer");
            terminals.add("end");
        }

        @Override
        public void onError(GatewayError reason) {
            error = reason;
            terminals.add("error");
        }
    }

    @Property(tries = 2_000)
    void aStreamEndsOnceWithAllBytesOrAPrefixAndAnError(
            @ForAll("faults") List<Fault> faults,
            @ForAll @Size(max = 15) List<@IntRange(max = 150) Integer> writes,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 100) Integer> reads,
            @ForAll @IntRange(max = 4) int stepsBetween,
            @ForAll boolean eager,
            @ForAll boolean failing) {
        SimulatedLink link = new SimulatedLink(faults, new StreamLimits(SimulatedLink.WINDOW, 16, 256, 5_000, 5_000));
        Reader reader = new Reader();
        RecordingWriter writer = new RecordingWriter();
        reader.eager = eager;
        reader.stream = link.edge.openInbound(SimulatedLink.ROUTER, TIMEOUT, reader);
        OutboundStream out = link.router.openOutbound(reader.stream.ref(), writer);
        Buffer written = Buffer.buffer();
        out.head(OK);
        for (int i = 0; i < writes.size(); i++) {
            Buffer chunk = chunk(writes.get(i), i);
            written.appendBuffer(chunk);
            out.write(chunk);
            for (int step = 0; step < stepsBetween; step++) {
                link.step();
            }
            reader.consume(reads.get(i % reads.size()));
        }
        if (failing) {
            out.fail(GIVEN);
        } else {
            out.end(Buffer.buffer("trailer"));
        }
        reader.eager = true;
        for (int waited = 0; waited < BOUND_MILLIS; waited += 100) {
            reader.consume(Integer.MAX_VALUE);
            link.pass(100);
        }

        assertThat(reader.terminals).hasSize(1);
        assertThat(written.getBuffer(0, reader.data.length())).isEqualTo(reader.data);
        if (reader.terminals.contains("end")) {
            assertThat(reader.data).isEqualTo(written);
        }
        boolean asWritten = failing ? Objects.equals(reader.error, GIVEN) : reader.terminals.contains("end");
        if (!asWritten) {
            assertThat(writer.cancels()).isEqualTo(1);
        }
        assertThat(writer.cancels()).isLessThanOrEqualTo(1);
        if (faults.stream().allMatch(Fault.NONE::equals)) {
            assertThat(asWritten).isTrue();
            assertThat(writer.cancels()).isZero();
        }
        assertNothingIsLeft(link);
    }

    @Property(tries = 500)
    void aCutLinkFailsBothEndsWithinTheBound(
            @ForAll @Size(max = 15) List<@IntRange(max = 150) Integer> writes, @ForAll @IntRange(max = 30) int steps) {
        SimulatedLink link =
                new SimulatedLink(List.of(), new StreamLimits(SimulatedLink.WINDOW, 16, 256, 5_000, 5_000));
        Reader reader = new Reader();
        RecordingWriter writer = new RecordingWriter();
        reader.stream = link.edge.openInbound(SimulatedLink.ROUTER, Duration.ofMinutes(1), reader);
        OutboundStream out = link.router.openOutbound(reader.stream.ref(), writer);
        out.head(OK);
        for (int i = 0; i < writes.size(); i++) {
            out.write(chunk(writes.get(i), i));
        }
        for (int step = 0; step < steps; step++) {
            link.step();
        }
        link.cut();
        link.pass(BOUND_MILLIS);
        assertThat(reader.terminals).containsExactly("error");
        assertThat(writer.cancels()).isEqualTo(1);
        assertNothingIsLeft(link);
    }

    @Property(tries = 1_000)
    void aRequestHasOneOutcomeWhateverItsSize(
            @ForAll("faults") List<Fault> faults,
            @ForAll @IntRange(max = 1_000) int asked,
            @ForAll @IntRange(max = 1_000) int answered) {
        SimulatedLink link = new SimulatedLink(faults);
        List<Integer> received = new ArrayList<>();
        link.router.handlers().serve(ReadCredits.class, ask -> {
            received.add(ask.payload().length());
            return Future.succeededFuture(new Answer<>(new Credits(1, 2, 3), chunk(answered, 2)));
        });
        List<String> outcomes = new ArrayList<>();
        link.edge
                .request(SimulatedLink.ROUTER, new ReadCredits("a"), chunk(asked, 1), TIMEOUT)
                .onSuccess(answer -> {
                    assertThat(answer.payload()).isEqualTo(chunk(answered, 2));
                    outcomes.add("answer");
                })
                .onFailure(problem -> outcomes.add("failure"));
        // A payload that was granted in the last moment has its own time to arrive.
        link.pass(BOUND_MILLIS + 3 * 5_000);
        assertThat(outcomes).hasSize(1);
        assertThat(received).allMatch(bytes -> bytes == asked);
        assertNothingIsLeft(link);
    }

    private static void assertNothingIsLeft(SimulatedLink link) {
        assertThat(link.edge.load()).isZero();
        assertThat(link.router.load()).isZero();
        assertThat(link.outgoing.held()).isZero();
        assertThat(link.incoming.held()).isZero();
    }

    private static Buffer chunk(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 31 + i);
        }
        return Buffer.buffer(bytes);
    }
}
