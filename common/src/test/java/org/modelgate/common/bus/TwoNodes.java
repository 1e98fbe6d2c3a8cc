package org.modelgate.common.bus;

import com.hazelcast.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.modelgate.common.cluster.QuietHazelcast;

/** Two clustered nodes in one JVM on loopback: what one sends to the other crosses a socket. */
public final class TwoNodes implements AutoCloseable {
    private final LocalBus one;
    private final LocalBus two;

    public TwoNodes() {
        this(BusOptions.defaults());
    }

    public TwoNodes(BusOptions options) {
        this(options, options);
    }

    public TwoNodes(BusOptions first, BusOptions second) {
        String cluster = "test-" + UUID.randomUUID();
        int port = freePort();
        int otherPort = freePort();
        one = start(cluster, port, List.of(port), first);
        two = start(cluster, otherPort, List.of(port, otherPort), second);
    }

    public LocalBus one() {
        return one;
    }

    public LocalBus two() {
        return two;
    }

    /** Waits until both nodes can choose each other's endpoints of these roles. */
    public void awaitKnown(Role onOne, Role onTwo) {
        Awaitility.await()
                .until(() -> two.bus().directory().all(onOne).size() > 0
                        && one.bus().directory().all(onTwo).size() > 0);
    }

    @Override
    public void close() {
        two.close();
        one.close();
    }

    /** Starts a node of a cluster on loopback that talks to nobody but these member ports. */
    public static LocalBus start(String cluster, int port, List<Integer> memberPorts, BusOptions options) {
        return start(cluster, port, memberPorts, options, new EventBusOptions());
    }

    /**
     * As above.
     *
     * @param eventBus ports of the event bus; its hosts are set here
     */
    public static LocalBus start(
            String cluster, int port, List<Integer> memberPorts, BusOptions options, EventBusOptions eventBus) {
        return new LocalBus(
                LocalBus.result(Vertx.builder()
                        .with(new VertxOptions()
                                .setEventLoopPoolSize(2)
                                .setEventBusOptions(
                                        eventBus.setHost("127.0.0.1").setClusterPublicHost("127.0.0.1")))
                        .withClusterManager(new HazelcastClusterManager(config(cluster, port, memberPorts)))
                        .buildClustered()),
                options);
    }

    private static Config config(String cluster, int port, List<Integer> memberPorts) {
        List<String> members =
                memberPorts.stream().map(member -> "127.0.0.1:" + member).toList();
        return QuietHazelcast.config(cluster, "127.0.0.1", port, members);
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no free port", e);
        }
    }
}
