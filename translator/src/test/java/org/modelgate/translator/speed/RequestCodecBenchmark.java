package org.modelgate.translator.speed;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.Warnings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A body from the client's bytes to the provider's: scanned and patched where both speak one dialect, else read and written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RequestCodecBenchmark {
    @Param({"ANTHROPIC_MESSAGES", "OPENAI_CHAT", "OPENAI_RESPONSES", "GEMINI", "BEDROCK_CONVERSE"})
    private DialectId provider = DialectId.OPENAI_CHAT;

    @Param({"ANTHROPIC_MESSAGES", "OPENAI_CHAT", "OPENAI_RESPONSES"})
    private DialectId client = DialectId.ANTHROPIC_MESSAGES;

    private byte[] small = {};
    private byte[] agent = {};

    @Setup
    public void write() {
        small = Workload.smallRequest(client);
        agent = Workload.agentRequest(client);
    }

    @Benchmark
    public byte[] smallCall() {
        return carry(small);
    }

    @Benchmark
    public byte[] agentOfHundredTurns() {
        return carry(agent);
    }

    private byte[] carry(byte[] body) {
        ClientDialect from = Dialects.client(client);
        if (client == provider) {
            return from.passthrough().patch(body, from.scanner().scan(body), "target-model", 100);
        }
        Warnings warnings = new Warnings();
        InferenceRequest request = from.requests().decode(body, Map.of(), warnings);
        return Dialects.get(provider)
                .requests()
                .encode(request, Samples.target("sim", "target-model"), warnings)
                .body();
    }
}
