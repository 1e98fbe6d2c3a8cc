package org.modelgate.deploy.it;

import java.nio.file.Path;
import java.util.List;

class SingleProcessIT extends GatewaySuite implements AgentsSuite {
    @Override
    RunningGateway start(Path directory, Simulator provider) {
        return SingleProcess.start(
                directory, GatewayConfig.of(provider, directory).withAccounts(List.of(GatewayConfig.POOR)), provider);
    }
}
