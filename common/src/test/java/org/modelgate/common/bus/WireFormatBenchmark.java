package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.stream.StreamFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Cost of writing and reading what goes to another node. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireFormatBenchmark {
    private static final String FROM = "gw.r.k2j4h5g.3";

    @Param({"data150", "data32768", "credit", "admit"})
    public String kind;

    private Envelope envelope;
    private Buffer wire;

    @Setup
    public void make() {
        envelope = switch (kind) {
            case "data150" -> new Envelope.Frame(FROM, new StreamFrame.Data(7, 9, Buffer.buffer(new byte[150])));
            case "data32768" -> new Envelope.Frame(FROM, new StreamFrame.Data(7, 9, Buffer.buffer(new byte[32_768])));
            case "credit" -> new Envelope.Frame(FROM, new StreamFrame.Credit(7, 9, 32_768));
            default ->
                new Envelope.Ask(
                        FROM,
                        7,
                        new Admit(
                                new UUID(1, 2),
                                new Principal("acme", "key"),
                                List.of("m"),
                                10,
                                true,
                                false,
                                null,
                                List.of(1L),
                                1,
                                30_000,
                                null,
                                List.of(),
                                null,
                                null),
                        Buffer.buffer());
        };
        wire = WireFormat.encode(envelope);
    }

    @Benchmark
    public Buffer encode() {
        return WireFormat.encode(envelope);
    }

    @Benchmark
    public Envelope decode() {
        return WireFormat.decode(wire, 0);
    }
}
