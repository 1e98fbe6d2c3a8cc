package org.modelgate.deploy.it;

import java.nio.file.Path;
import java.util.List;

class FourProcessesIT extends GatewaySuite {
    @Override
    RunningGateway start(Path directory, Simulator provider) {
        return FourProcesses.start(
                directory, GatewayConfig.of(provider, directory).withAccounts(List.of(GatewayConfig.POOR)), provider);
    }
}
