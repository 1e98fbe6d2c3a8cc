package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Callers that call again and again, whatever happens to the gateway. Each call asks for an answer of its own size, by which
 * provider's log, ledger and client can be brought together also where no id reached the client.
 */
final class Load implements AutoCloseable {
    private static final int FIRST_SIZE = 40;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sizes = new AtomicInteger(FIRST_SIZE);
    private final Client client;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * One call as its client saw it.
     *
     * @param size of its answer, in tokens
     * @param complete whether the whole answer came
     * @param requestId empty if no response head came
     * @param cost what a complete answer said
     * @param end short, for reports
     */
    record Seen(int size, boolean complete, String requestId, BigDecimal cost, String end) {}

    Load(Client client) {
        this.client = client;
    }

    /** Starts that many callers of each dialect and form, for both models in turn. */
    void start(int eachUnary, int eachStreamed) {
        for (Wire wire : Wire.values()) {
            for (int i = 0; i < eachUnary; i++) {
                String model = i % 2 == 0 ? GatewayConfig.CLAUDE : GatewayConfig.GPT;
                callers.execute(() -> repeat(() -> unary(wire, model)));
            }
            for (int i = 0; i < eachStreamed; i++) {
                String model = i % 2 == 0 ? GatewayConfig.CLAUDE : GatewayConfig.GPT;
                callers.execute(() -> repeat(() -> streamed(wire, model)));
            }
        }
    }

    private void repeat(Runnable call) {
        while (!stopping) {
            call.run();
        }
    }

    /** What has come so far. */
    List<Seen> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    long completed() {
        return seen().stream().filter(Seen::complete).count();
    }

    void awaitCompleted(long calls) {
        Awaitility.await(calls + " calls complete")
                .atMost(Patience.LONG)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(completed()).isGreaterThanOrEqualTo(calls));
    }

    /** Calls that weren't let in, or weren't answered, for want of something behind the edge. */
    long refused() {
        return seen().stream().filter(call -> call.end().startsWith("503")).count();
    }

    /** Lets each caller end its call. */
    void stop() throws InterruptedException {
        stopping = true;
        callers.shutdown();
        if (!callers.awaitTermination(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("calls hang, completed: " + completed());
        }
    }

    private static String text(int size, String pace) {
        return "Size %d [[sim tokens=%d first=50ms %s]]".formatted(size, size, pace);
    }

    private void unary(Wire wire, String model) {
        int size = sizes.getAndIncrement();
        try {
            Client.Answer answer = client.post(wire, wire.body(model, text(size, ""), size + 10));
            boolean complete = answer.status() == 200;
            seen.add(new Seen(
                    size,
                    complete,
                    answer.requestId(),
                    complete ? answer.cost() : BigDecimal.ZERO,
                    Integer.toString(answer.status())));
            if (!complete) {
                pause();
            }
        } catch (UncheckedIOException e) {
            seen.add(new Seen(size, false, "", BigDecimal.ZERO, String.valueOf(e.getCause())));
            pause();
        }
    }

    private void streamed(Wire wire, String model) {
        int size = sizes.getAndIncrement();
        Client.Streamed stream =
                client.stream(wire, wire.streamBody(model, text(size, "chunk=32 pace=10ms"), size + 10));
        boolean complete = stream.complete();
        String end = complete ? "end" : stream.failed() ? "error event" : "cut " + stream.cut();
        seen.add(new Seen(
                size,
                complete,
                stream.requestId(),
                complete ? stream.cost() : BigDecimal.ZERO,
                stream.status() + " " + end));
        if (!complete) {
            pause();
        }
    }

    /** While nothing serves a caller would spin, and sizes would outgrow what models answer. */
    private void pause() {
        try {
            stopped.await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        callers.shutdownNow();
    }
}
