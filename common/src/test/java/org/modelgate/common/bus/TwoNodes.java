package org.modelgate.common.bus;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
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
        Config config = new Config();
        config.setClusterName(cluster);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.max.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.tcp.join.port.try.count", "1");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig()
                .setPort(port)
                .setPortAutoIncrement(false)
                .setPublicAddress("127.0.0.1:" + port)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setMembers(memberPorts.stream()
                        .map(member -> "127.0.0.1:" + member)
                        .toList())
                .setConnectionTimeoutSeconds(2);
        return config;
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
