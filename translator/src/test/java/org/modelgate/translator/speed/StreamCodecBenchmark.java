package org.modelgate.translator.speed;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.StreamTap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A delta of one of 64 parallel calls: only tapped where both speak one dialect, else tapped, read and written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamCodecBenchmark {
    private static final int EVENTS = Workload.CALLS * Workload.DELTAS;

    @Param({"ANTHROPIC_MESSAGES", "OPENAI_CHAT", "OPENAI_RESPONSES", "GEMINI", "BEDROCK_CONVERSE"})
    private DialectId provider = DialectId.OPENAI_CHAT;

    @Param({"ANTHROPIC_MESSAGES", "OPENAI_CHAT", "OPENAI_RESPONSES"})
    private DialectId client = DialectId.ANTHROPIC_MESSAGES;

    private final AnswerContext context = Samples.answer(Samples.request(Samples.tool("read")));
    private List<byte[]> chunks = List.of();
    private BodyScan scan = Dialects.client(client).scanner().scan(Workload.smallRequest(client));

    @Setup
    public void write() {
        chunks = Workload.toolStream(provider);
        scan = Dialects.client(client).scanner().scan(Workload.smallRequest(client));
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void deltaOfParallelCalls(Blackhole hole) {
        StreamTap tap = Dialects.get(provider).meter().streamTap(scan);
        if (client == provider) {
            chunks.forEach(chunk -> hole.consume(tap.feed(chunk)));
            hole.consume(tap.tail(Samples.CHARGE));
            return;
        }
        StreamDecoder decoder = Dialects.get(provider).streams().decoder();
        StreamEncoder encoder = Dialects.client(client).streams().encoder(context, 9);
        for (byte[] chunk : chunks) {
            byte[] passed = tap.feed(chunk);
            decoder.feed(passed, event -> hole.consume(encoder.encode(event)));
        }
        decoder.feed(tap.rawTail(), event -> hole.consume(encoder.encode(event)));
        decoder.end(event -> hole.consume(encoder.encode(event)));
        hole.consume(encoder.finish(Samples.CHARGE));
    }
}
