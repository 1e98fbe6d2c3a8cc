package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A provider's bad day isn't the customer's: 200 streams at once while one of two targets, or both, do ill. */
class BadDayIT {
    private static final int STREAMS = 200;

    /** Enough for the first seconds to weigh little. */
    private static final int CALLS = 1_600;

    private static final double AMPLIFICATION = 1.2;
    private static final long LEARNT_MILLIS = 2_000;
    private static final Duration SHARED = Duration.ofSeconds(2);

    /** Half a second each. */
    private static final String TEXT = "Flow [[sim tokens=20 chunk=4 pace=100ms]]";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static Simulator simulator;
    private static BadDayGateway gateway;

    @BeforeAll
    static void start() throws InterruptedException {
        simulator = Simulator.start(directory);
        gateway = BadDayGateway.start(directory, simulator);
        // A JVM that is still cold takes longer for its first calls than a breaker may take to open.
        calls("warm", 3 * STREAMS);
    }

    @AfterAll
    static void close() {
        gateway.close();
        simulator.close();
    }

    @BeforeEach
    void forget() {
        simulator.forget();
    }

    /**
     * What 200 callers met, who called again and again.
     *
     * @param ends how their calls ended, and how often
     */
    private record Met(Map<String, Long> ends, int calls) {}

    private static Met calls(String model, int count) throws InterruptedException {
        Queue<Swarm.Ended> ended = new ConcurrentLinkedQueue<>();
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch callers = new CountDownLatch(STREAMS);
        try (Swarm swarm = new Swarm(URI.create(gateway.url(0)), GatewayConfig.KEY, STREAMS)) {
            for (int i = 0; i < STREAMS; i++) {
                Wire wire = i % 2 == 0 ? Wire.MESSAGES : Wire.CHAT;
                String body = wire.streamBody(model, TEXT, 100).toString();
                again(swarm, wire, body, count, begun, ended, callers);
            }
            assertThat(callers.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("all calls ended")
                    .isTrue();
        }
        Map<String, Long> ends =
                ended.stream().collect(Collectors.groupingBy(Swarm.Ended::end, TreeMap::new, Collectors.counting()));
        return new Met(ends, ended.size());
    }

    private static void again(
            Swarm swarm,
            Wire wire,
            String body,
            int count,
            AtomicInteger begun,
            Queue<Swarm.Ended> ended,
            CountDownLatch callers) {
        if (begun.incrementAndGet() > count) {
            callers.countDown();
            return;
        }
        swarm.stream(wire, body).onComplete(done -> {
            ended.add(done.result());
            again(swarm, wire, body, count, begun, ended, callers);
        });
    }

    /** No client saw an error, the bad target is soon left alone, and the providers got few more requests than there were calls. */
    private static void assertNobodySawIt(String day, Met met) {
        List<Simulator.Asked> bad = simulator.asked(day + "-bad");
        List<Simulator.Asked> good = simulator.asked(day + "-good");
        long learnt = LEARNT_MILLIS
                + bad.stream()
                        .filter(a -> !a.fault().isEmpty())
                        .mapToLong(Simulator.Asked::atMillis)
                        .min()
                        .orElseThrow(() -> new AssertionError("the bad target was never met"));
        long late = bad.stream()
                .filter(a -> a.atMillis() > learnt && !a.fault().isEmpty())
                .count();
        long all = late + good.stream().filter(a -> a.atMillis() > learnt).count();
        double amplification = (bad.size() + good.size()) / (double) met.calls();
        System.out.println(day + ": " + met.ends() + ", bad target asked " + bad.size() + " times, in vain and late "
                + late + " of " + all + ", amplification " + amplification);
        assertThat(met.ends()).containsExactly(Map.entry("complete", (long) met.calls()));
        assertThat(late).as("of %d calls after two seconds", all).isLessThan(Math.ceilDiv(all, 100));
        assertThat(amplification).isLessThanOrEqualTo(AMPLIFICATION);
    }

    @Test
    void aTargetThatFails() throws Exception {
        simulator.timeline("failing-bad", false, "[{\"fault\":\"500\"}]");
        Met met = calls("failing", CALLS);
        assertNobodySawIt("failing", met);
    }

    @Test
    void aTargetThatHangs() throws Exception {
        simulator.timeline("hanging-bad", false, "[{\"fault\":\"hang\"}]");
        Met met = calls("hanging", CALLS);
        assertNobodySawIt("hanging", met);
    }

    @Test
    void aTargetThatComesAndGoes() throws Exception {
        simulator.timeline("flapping-bad", true, "[{\"for\":\"1s\"},{\"for\":\"2s\",\"fault\":\"503\"}]");
        Met met = calls("flapping", CALLS);
        assertNobodySawIt("flapping", met);
    }

    @Test
    void aTargetThatIsRateLimited() throws Exception {
        simulator.timeline("limited-bad", false, "[{\"fault\":\"429\",\"directives\":\"retry-after=1\"}]");
        Met met = calls("limited", CALLS);
        assertNobodySawIt("limited", met);
    }

    @Test
    void withBothTargetsFailingEachClientGetsTheErrorInItsDialectAndNoStormFollows() throws Exception {
        simulator.timeline("broken-bad", false, "[{\"fault\":\"500\"}]");
        simulator.timeline("broken-good", false, "[{\"fault\":\"429\",\"directives\":\"retry-after=7\"}]");
        Met met = calls("broken", 2 * CALLS);
        int asked = simulator.asked("broken-bad").size()
                + simulator.asked("broken-good").size();
        System.out.println("broken: " + met.calls() + " calls, amplification " + asked / (double) met.calls());
        assertThat(met.ends().keySet()).noneMatch(end -> end.equals("complete"));
        assertThat(asked / (double) met.calls()).isBetween(1.0, AMPLIFICATION);

        Client client = new Client(gateway.url(0), GatewayConfig.KEY);
        Client.Answer messages = client.post(Wire.MESSAGES, Wire.MESSAGES.body("broken", "Hello", 10));
        Client.Answer chat = client.post(Wire.CHAT, Wire.CHAT.body("broken", "Hello", 10));
        assertThat(messages.status()).isIn(429, 502);
        assertThat(messages.body().path("type").asText()).isEqualTo("error");
        assertThat(error(messages).path("type").asText())
                .isEqualTo(messages.status() == 429 ? "rate_limit_error" : "api_error");
        assertThat(error(messages).path("code").asText())
                .isEqualTo(messages.status() == 429 ? "rate_limit_exceeded" : "provider_error");
        assertThat(chat.status()).isIn(429, 502);
        assertThat(error(chat).path("type").asText())
                .isEqualTo(chat.status() == 429 ? "rate_limit_error" : "server_error");
    }

    private static JsonNode error(Client.Answer answer) {
        return answer.body().path("error");
    }

    @Test
    void whatOneRouterFoundOutTheOtherKnowsWithinTwoSeconds() {
        simulator.timeline("shared-bad", false, "[{\"fault\":\"500\"}]");
        Client one = new Client(gateway.url(0), GatewayConfig.KEY);
        for (int i = 0; i < 5; i++) {
            assertThat(one.post(Wire.MESSAGES, Wire.MESSAGES.body("shared", "Hello", 10))
                            .status())
                    .isEqualTo(200);
        }
        Awaitility.await("both routers know")
                .atMost(SHARED)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(gateway.states(1, "shared-bad")).containsExactly("doubted", "open"));

        int before = simulator.asked("shared-bad").size();
        Client two = new Client(gateway.url(1), GatewayConfig.KEY);
        for (int i = 0; i < 20; i++) {
            assertThat(two.post(Wire.CHAT, Wire.CHAT.body("shared", "Hello", 10))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(simulator.asked("shared-bad").size() - before)
                .as("one look of its own, instead of the five that the first one needed")
                .isLessThanOrEqualTo(1);
        // Doubted still where it wasn't this router's turn to look.
        assertThat(gateway.states(0, "shared-bad")).doesNotContain("closed");
    }

    @Test
    void aSlowStreamIsOvertakenByAHedgeThatIsNotCharged() {
        Client client = new Client(gateway.url(0), GatewayConfig.KEY);
        for (int i = 0; i < 25; i++) {
            assertThat(client.stream(Wire.MESSAGES, Wire.MESSAGES.streamBody("hedged", "Hello", 10))
                            .complete())
                    .isTrue();
        }
        simulator.timeline("hedged-bad", false, "[{\"fault\":\"hang\"}]");
        Client.Streamed stream = client.stream(Wire.CHAT, Wire.CHAT.streamBody("hedged", "Hello", 10));
        assertThat(stream.complete()).isTrue();
        assertThat(stream.gatewayUsage().path("provider").asText()).isEqualTo("hedged-good");
        JsonNode attempts = Awaitility.await()
                .until(
                        () -> client.get("/v1/generations/" + stream.requestId())
                                .body()
                                .path("attempts"),
                        list -> list.size() == 2);
        assertThat(attempts.findValuesAsText("outcome")).containsExactly("cancelled", "ok");
        assertThat(attempts.findValuesAsText("provider")).containsExactly("hedged-bad", "hedged-good");
    }
}
