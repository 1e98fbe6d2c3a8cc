package org.modelgate.deploy.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** All that a client can see, whatever the processes are that the gateway runs in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GatewaySuite
        implements AnthropicJavaSuite,
                OpenAiJavaSuite,
                OpenAiResponsesJavaSuite,
                OtherLanguagesSuite,
                MoneySuite,
                CountingSuite {
    private Simulator simulator;
    private RunningGateway gateway;

    abstract RunningGateway start(Path directory, Simulator provider);

    @BeforeAll
    void startAll(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        simulator = Simulator.start(directory);
        gateway = start(directory, simulator);
    }

    @AfterAll
    void closeAll() {
        if (gateway != null) {
            gateway.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    @Override
    public RunningGateway gateway() {
        return gateway;
    }
}
