package org.modelgate.deploy;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.modelgate.common.cluster.QuietHazelcast;

/**
 * The cluster manager and the event bus, with nothing on that talks to strangers; mutual TLS on the bus where configured. Hazelcast holds membership and the bus's registrations only.
 */
final class ClusterSetup {
    private ClusterSetup() {}

    static HazelcastClusterManager manager(ClusterConfig cluster) {
        Config config = QuietHazelcast.config(cluster.name(), cluster.host(), cluster.port(), cluster.members());
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
