package org.modelgate.common.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import java.util.List;

/**
 * Hazelcast with nothing on that talks to strangers: no multicast, no discovery, no phone-home, one bound address, and only as many
 * threads as membership and the bus's registrations need.
 */
public final class QuietHazelcast {
    private QuietHazelcast() {}

    /**
     * A configuration of one node, to be completed by who uses it.
     *
     * @param cluster name that members must share
     * @param host address to bind to and to be known by
     * @param members {@code host:port} of those to join, itself among them or not
     */
    public static Config config(String cluster, String host, int port, List<String> members) {
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
        // A node that stood still for longer is dropped; by default it would be let in again after five minutes.
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        config.setProperty("hazelcast.io.input.thread.count", "1");
        config.setProperty("hazelcast.io.output.thread.count", "1");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig()
                .setPort(port)
                .setPortAutoIncrement(false)
                .setPublicAddress(host + ":" + port)
                .getInterfaces()
                .setEnabled(true)
                .addInterface(host);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members).setConnectionTimeoutSeconds(2);
        return config;
    }
}
