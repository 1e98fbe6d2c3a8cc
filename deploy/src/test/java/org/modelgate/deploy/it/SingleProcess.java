package org.modelgate.deploy.it;

import java.nio.file.Path;
import java.util.List;

/** All roles in one process, which can be killed and started again on the same files and ports. */
final class SingleProcess implements RunningGateway {
    private final Path directory;
    private final GatewayConfig config;
    private final Simulator simulator;
    private final List<Integer> ports = Ports.free(2);
    private GatewayProcess process;

    private SingleProcess(Path directory, GatewayConfig config, Simulator simulator) {
        this.directory = directory;
        this.config = config;
        this.simulator = simulator;
        this.process = launch();
    }

    /** Serving when it returns. */
    static SingleProcess start(Path directory, GatewayConfig config, Simulator simulator) {
        SingleProcess gateway = new SingleProcess(directory, config, simulator);
        gateway.awaitReadyOrClose();
        return gateway;
    }

    private GatewayProcess launch() {
        return GatewayProcess.start("gateway", directory, config.yaml(ports.get(0), ports.get(1), null), List.of());
    }

    private void awaitReadyOrClose() {
        try {
            awaitReady();
        } catch (Throwable e) {
            System.err.println(logs());
            process.close();
            throw e;
        }
    }

    ChildProcess process() {
        return process.process();
    }

    void kill() {
        process.process().kill();
    }

    /** After a kill. */
    void restart() {
        process.close();
        process = launch();
        awaitReadyOrClose();
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + ports.get(0);
    }

    @Override
    public String adminUrl() {
        return "http://127.0.0.1:" + ports.get(1);
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public List<GatewayProcess> processes() {
        return List.of(process);
    }

    @Override
    public void close() {
        process.close();
    }
}
