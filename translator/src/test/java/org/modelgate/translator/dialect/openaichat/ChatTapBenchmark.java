package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamTap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What one content event of a chat stream costs: tapped, decoded, and encoded; and the scan of a request of 1 MB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ChatTapBenchmark {
    private static final byte[] EVENT =
            "data: {\"id\":\"chatcmpl-BxYz0123456789abcdefghij\",\"object\":\"chat.completion.chunk\",\"created\":1770933892,\"model\":\"gpt-5-2026-01-01\",\"service_tier\":\"default\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\" hello\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"a1b2c3\"}\n\n"
                    .getBytes(UTF_8);

    private static final byte[] LARGE = ("{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "A line of source code, with \\\"quotes\\\".\\n".repeat(25_000) + "\"}],\"stream\":true}")
            .getBytes(UTF_8);

    private final ChatBodyScanner scanner = new ChatBodyScanner();
    private StreamTap tap = ChatTapEvents.tap(1, false);
    private StreamDecoder decoder = new OpenAiChatStreamCodec().decoder();
    private ChatStreamEncoder encoder = new ChatStreamEncoder(Fixtures.answer(new Fixtures.Request().build()), 1);

    @Setup(Level.Iteration)
    public void open() {
        tap = ChatTapEvents.tap(1, false);
        decoder = new OpenAiChatStreamCodec().decoder();
        encoder = new ChatStreamEncoder(Fixtures.answer(new Fixtures.Request().build()), 1);
    }

    @Benchmark
    public byte[] tapOneEvent() {
        return tap.feed(EVENT);
    }

    @Benchmark
    public void decodeOneEvent(Blackhole hole) {
        decoder.feed(EVENT, hole::consume);
    }

    @Benchmark
    public byte[] encodeOneEvent() {
        return encoder.encode(new StreamEvent.Text(0, " hello"));
    }

    @Benchmark
    public Object scanOneMegabyte() {
        return scanner.scan(LARGE);
    }
}
