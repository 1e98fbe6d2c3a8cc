package org.modelgate.deploy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * The cluster manager and the event bus, with nothing on that talks to strangers: no multicast, no discovery, no phone-home,
 * one bound address, mutual TLS on the bus where configured. Hazelcast holds membership and the bus's registrations only.
 */
final class ClusterSetup {
    private ClusterSetup() {}

    static HazelcastClusterManager manager(ClusterConfig cluster) {
        Config config = new Config();
        config.setClusterName(cluster.name());
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
        config.setProperty("hazelcast.io.input.thread.count", "1");
        config.setProperty("hazelcast.io.output.thread.count", "1");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig()
                .setPort(cluster.port())
                .setPortAutoIncrement(false)
                .setPublicAddress(cluster.host() + ":" + cluster.port());
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(cluster.host());
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members()).setConnectionTimeoutSeconds(2);
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(2)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(2));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(2));
        return new HazelcastClusterManager(config);
    }

    static VertxOptions bus(VertxOptions options, ClusterConfig cluster) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(cluster.host())
                .setClusterPublicHost(cluster.host())
                .setPort(cluster.busPort())
                .setConnectTimeout(2_000)
                .setReconnectAttempts(0)
                .setClusterPingInterval(1_000)
                .setClusterPingReplyInterval(2_000);
        ClusterConfig.Tls tls = cluster.tls();
        if (tls != null) {
            bus.setSsl(true)
                    .setTrustAll(false)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setKeyCertOptions(
                            new PemKeyCertOptions().setCertPath(tls.cert()).setKeyPath(tls.key()))
                    .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca()));
        }
        return options.setEventBusOptions(bus);
    }
}
