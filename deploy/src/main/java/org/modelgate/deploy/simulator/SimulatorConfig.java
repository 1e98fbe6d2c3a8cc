package org.modelgate.deploy.simulator;

import java.util.Set;
import org.modelgate.deploy.simulator.core.Directives;

/**
 * How a simulator is set up.
 *
 * @param port 0 for any free one
 * @param apiKeys that are accepted; none means any
 * @param directives that hold for every request that says nothing else, such as its pace
 * @param cacheMinimumTokens a shorter prefix isn't cached
 * @param signingKey signs thinking; simulators that share it accept each other's
 */
public record SimulatorConfig(
        String host,
        int port,
        Set<String> apiKeys,
        Directives directives,
        int cacheMinimumTokens,
        int cacheEntriesMax,
        int logEntriesMax,
        int bodyBytesMax,
        String signingKey) {

    public SimulatorConfig {
        apiKeys = Set.copyOf(apiKeys);
    }

    /** Loopback, any port, any key, as fast as it can. */
    public static SimulatorConfig defaults() {
        return new SimulatorConfig(
                "127.0.0.1", 0, Set.of(), Directives.NONE, 512, 10_000, 100_000, 32 << 20, "modelgate simulator");
    }

    public SimulatorConfig withHost(String other) {
        return new SimulatorConfig(
                other,
                port,
                apiKeys,
                directives,
                cacheMinimumTokens,
                cacheEntriesMax,
                logEntriesMax,
                bodyBytesMax,
                signingKey);
    }

    public SimulatorConfig withPort(int other) {
        return new SimulatorConfig(
                host,
                other,
                apiKeys,
                directives,
                cacheMinimumTokens,
                cacheEntriesMax,
                logEntriesMax,
                bodyBytesMax,
                signingKey);
    }

    public SimulatorConfig withApiKeys(Set<String> others) {
        return new SimulatorConfig(
                host,
                port,
                others,
                directives,
                cacheMinimumTokens,
                cacheEntriesMax,
                logEntriesMax,
                bodyBytesMax,
                signingKey);
    }

    public SimulatorConfig withDirectives(Directives others) {
        return new SimulatorConfig(
                host,
                port,
                apiKeys,
                others,
                cacheMinimumTokens,
                cacheEntriesMax,
                logEntriesMax,
                bodyBytesMax,
                signingKey);
    }

    public SimulatorConfig withCacheMinimumTokens(int other) {
        return new SimulatorConfig(
                host, port, apiKeys, directives, other, cacheEntriesMax, logEntriesMax, bodyBytesMax, signingKey);
    }

    public SimulatorConfig withLogEntriesMax(int other) {
        return new SimulatorConfig(
                host, port, apiKeys, directives, cacheMinimumTokens, cacheEntriesMax, other, bodyBytesMax, signingKey);
    }
}
