package org.modelgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;

class ClusterConfigTest {
    private static Reading read(String yaml) {
        return ConfigFile.read(yaml, name -> Optional.empty());
    }

    private static List<String> problems(String yaml) {
        Reading reading = read(yaml);
        ClusterConfig.read(reading.root());
        reading.reportUnknownKeys();
        return reading.problems().lines();
    }

    @Test
    void withoutTheSectionThereIsNoNetworkBetweenRoles() {
        assertThat(ClusterConfig.read(read("server: {}").root())).isNull();
    }

    @Test
    void theContractsExampleIsRead() {
        ClusterConfig cluster = ClusterConfig.read(read("""
                cluster:
                  name: blue
                  region: eu-west
                  bind: 127.0.0.1:5701
                  bus_port: 5801
                  members: [127.0.0.1:5701, 127.0.0.1:5702]
                  tls: { cert: c.pem, key: k.pem, ca: a.pem }
                """).root());

        assertThat(cluster)
                .isEqualTo(new ClusterConfig(
                        "blue",
                        "eu-west",
                        "127.0.0.1",
                        5701,
                        5801,
                        List.of("127.0.0.1:5701", "127.0.0.1:5702"),
                        new ClusterConfig.Tls("c.pem", "k.pem", "a.pem")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                ":5701",
                "127.0.0.1:",
                "host:port",
                "127.0.0.1:-1",
                "127.0.0.1:65536",
                "h:99999999999"
            })
    void aBadBindAddressIsAProblem(String bind) {
        assertThat(problems("cluster: { bind: \"" + bind + "\", members: [a:1] }"))
                .singleElement()
                .asString()
                .startsWith("cluster.bind: must be host:port, not '" + bind + "'");
    }

    @Test
    void membersAreRequired() {
        assertThat(problems("cluster: { bind: 127.0.0.1:5701 }"))
                .containsExactly("cluster.members: is required: a list of host:port");
    }

    @Test
    void halfATlsSectionIsAProblem() {
        assertThat(problems("cluster: { members: [a:1], tls: { cert: c } }"))
                .containsExactly("cluster.tls.key: is required", "cluster.tls.ca: is required");
    }

    @Test
    void aMisspeltKeyIsAProblem() {
        assertThat(problems("cluster: { members: [a:1], regoin: x }"))
                .containsExactly("cluster.regoin: is not a known key");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:1, true", "localhost:1, true", "0.0.0.0:1, false", "10.0.0.1:1, false"})
    void onlyLoopbackNeedsNoTls(String bind, boolean loopback) {
        ClusterConfig cluster = ClusterConfig.read(
                read("cluster: { bind: \"" + bind + "\", members: [a:1] }").root());

        assertThat(cluster).isNotNull();
        assertThat(cluster.onLoopback()).isEqualTo(loopback);
    }
}
