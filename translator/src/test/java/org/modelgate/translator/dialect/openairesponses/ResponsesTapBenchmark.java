package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.Samples;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.openai.OpenAiTap;
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

/** What one content event of a Responses stream costs: tapped, decoded, and encoded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ResponsesTapBenchmark {
    private static final byte[] EVENT =
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":14,\"item_id\":\"msg_68a1f0123456789abcdef0123456789abcdef\",\"output_index\":1,\"content_index\":0,\"delta\":\" hello\",\"logprobs\":[],\"obfuscation\":\"a1b2c3\"}\n\n"
                    .getBytes(UTF_8);

    /** The encoder keeps the text of an answer for its last event, so it is opened again before that is long. */
    private static final int EVENTS_OF_AN_ANSWER = 4096;

    private StreamTap tap = new OpenAiTap(new ResponsesTapEvents());
    private ResponsesStreamDecoder decoder = new ResponsesStreamDecoder();
    private ResponsesStreamEncoder encoder = new ResponsesStreamEncoder(Samples.answer(Samples.request()), 1);
    private int encoded;

    @Setup(Level.Iteration)
    public void open() {
        tap = new OpenAiTap(new ResponsesTapEvents());
        decoder = new ResponsesStreamDecoder();
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
        if (encoded++ % EVENTS_OF_AN_ANSWER == 0) {
            encoder = new ResponsesStreamEncoder(Samples.answer(Samples.request()), 1);
        }
        return encoder.encode(new StreamEvent.Text(0, " hello"));
    }
}
