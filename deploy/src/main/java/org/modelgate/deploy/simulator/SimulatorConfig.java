package org.modelgate.deploy.simulator;

import java.util.Set;
import org.modelgate.deploy.simulator.core.Directives;

/**
 * How a simulator is set up.
 *
 * @param port 0 for any free one
 * @param apiKeys that are accepted; none means any
 * @param directives that hold for every request that says nothing else, such as its pace
 * @param signingKey signs thinking; simulators that share it accept each other's
 */
public record SimulatorConfig(
        String host, int port, Set<String> apiKeys, Directives directives, Limits limits, String signingKey) {

    public SimulatorConfig {
        apiKeys = Set.copyOf(apiKeys);
    }

    /**
     * Sizes.
     *
     * @param cacheMinimumTokens a shorter prefix isn't cached
     */
    public record Limits(int cacheMinimumTokens, int cacheEntriesMax, int logEntriesMax, int bodyBytesMax) {

        public static Limits defaults() {
            return new Limits(512, 10_000, 100_000, 32 << 20);
        }

        public Limits withCacheMinimumTokens(int other) {
            return new Limits(other, cacheEntriesMax, logEntriesMax, bodyBytesMax);
        }

        public Limits withLogEntriesMax(int other) {
            return new Limits(cacheMinimumTokens, cacheEntriesMax, other, bodyBytesMax);
        }

        public Limits withBodyBytesMax(int other) {
            return new Limits(cacheMinimumTokens, cacheEntriesMax, logEntriesMax, other);
        }
    }

    /** Loopback, any port, any key, as fast as it can. */
    public static SimulatorConfig defaults() {
        return new SimulatorConfig("127.0.0.1", 0, Set.of(), Directives.NONE, Limits.defaults(), "modelgate simulator");
    }

    public SimulatorConfig withHost(String other) {
        return new SimulatorConfig(other, port, apiKeys, directives, limits, signingKey);
    }

    public SimulatorConfig withPort(int other) {
        return new SimulatorConfig(host, other, apiKeys, directives, limits, signingKey);
    }

    public SimulatorConfig withApiKeys(Set<String> others) {
        return new SimulatorConfig(host, port, others, directives, limits, signingKey);
    }

    public SimulatorConfig withDirectives(Directives others) {
        return new SimulatorConfig(host, port, apiKeys, others, limits, signingKey);
    }

    public SimulatorConfig withLimits(Limits others) {
        return new SimulatorConfig(host, port, apiKeys, directives, others, signingKey);
    }
}
