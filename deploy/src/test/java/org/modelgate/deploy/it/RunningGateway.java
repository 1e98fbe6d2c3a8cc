package org.modelgate.deploy.it;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A gateway that serves, in one process or in several. */
interface RunningGateway extends AutoCloseable {

    /** Where clients connect to, without {@code /v1}. */
    String url();

    String adminUrl();

    Simulator simulator();

    List<GatewayProcess> processes();

    /** Until {@code /health/ready} says so. */
    default void awaitReady() {
        awaitReady(url());
    }

    /** Likewise, as another edge says. */
    default void awaitReady(String url) {
        Client client = new Client(url, GatewayConfig.KEY);
        Awaitility.await("gateway ready")
                .atMost(Patience.LONG)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> processes().forEach(GatewayProcess::assertAlive))
                .ignoreExceptions()
                .until(() -> client.get("/health/ready").status() == 200);
    }

    default String logs() {
        return String.join(
                "\n--\n", processes().stream().map(GatewayProcess::log).toList());
    }

    @Override
    void close();
}
