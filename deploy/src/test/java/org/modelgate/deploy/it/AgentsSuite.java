package org.modelgate.deploy.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Claude Code and Codex without a person: they read files, run commands and go on with what they have begun. */
interface AgentsSuite {
    RunningGateway gateway();

    @TestFactory
    default Stream<DynamicNode> commandLineAgents() throws IOException {
        return Toolchain.nodeTests(gateway(), Path.of("src/test/agents"));
    }
}
