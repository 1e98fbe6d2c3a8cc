package org.modelgate.deploy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;

/**
 * The {@code cluster} section.
 *
 * @param name the Hazelcast cluster's name
 * @param region region of this node
 * @param host address to bind, for members and the event bus
 * @param port member port
 * @param busPort event bus port, 0 for any
 * @param members {@code host:port} of the first members
 * @param tls mutual TLS of the event bus, if configured
 */
record ClusterConfig(
        String name,
        String region,
        String host,
        int port,
        int busPort,
        List<String> members,
        @Nullable Tls tls) {

    record Tls(String cert, String key, String ca) {}

    /** Null if the file has no such section. */
    static @Nullable ClusterConfig read(Section root) {
        if (!root.has("cluster")) {
            return null;
        }
        Section s = root.section("cluster");
        InetSocketAddress bind =
                s.parse("bind", InetSocketAddress.createUnresolved("127.0.0.1", 5701), ClusterConfig::parseAddress);
        ClusterConfig config = new ClusterConfig(
                s.string("name", "gateway"),
                s.string("region", "default"),
                bind.getHostString(),
                bind.getPort(),
                s.integer("bus_port", 0, 0, 65_535),
                s.strings("members"),
                readTls(s));
        if (config.members.isEmpty()) {
            s.problem("members", "is required: a list of host:port");
        }
        return config;
    }

    private static InetSocketAddress parseAddress(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(Character::isDigit);
        if (colon < 1 || !digits || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("must be host:port, not '" + text + "'");
        }
        return InetSocketAddress.createUnresolved(text.substring(0, colon), Integer.parseInt(port));
    }

    private static @Nullable Tls readTls(Section cluster) {
        if (!cluster.has("tls")) {
            return null;
        }
        Section s = cluster.section("tls");
        return new Tls(s.required("cert"), s.required("key"), s.required("ca"));
    }

    /** Whether nothing of this cluster can be reached from another machine. */
    boolean onLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
