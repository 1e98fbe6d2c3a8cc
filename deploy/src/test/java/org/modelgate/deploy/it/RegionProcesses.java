package org.modelgate.deploy.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One process of edge, router and translator, and several of billing on one database, in one cluster on loopback. */
final class RegionProcesses implements RunningGateway {
    private static final String FRONT = "edge,translator,router";
    private static final int PORTS_EACH = 3;

    private final String cluster = "test-" + UUID.randomUUID();
    private final Path directory;
    private final GatewayConfig config;
    private final Simulator simulator;
    private final List<Integer> ports;
    private final List<Integer> members = new ArrayList<>();
    private final List<GatewayProcess> processes = new ArrayList<>();

    private RegionProcesses(Path directory, GatewayConfig config, Simulator simulator, int billings) {
        this.directory = directory;
        this.config = config;
        this.simulator = simulator;
        this.ports = Ports.free(PORTS_EACH * (1 + billings));
        for (int i = 0; i <= billings; i++) {
            members.add(ports.get(PORTS_EACH * i + 2));
        }
    }

    /** Serving when it returns. */
    static RegionProcesses start(Path directory, GatewayConfig config, Simulator simulator, int billings) {
        RegionProcesses gateway = new RegionProcesses(directory, config, simulator, billings);
        try {
            for (int i = 0; i <= billings; i++) {
                gateway.processes.add(gateway.launch(i));
            }
            gateway.processes.forEach(GatewayProcess::awaitStarted);
            gateway.awaitReady();
        } catch (Throwable e) {
            System.err.println(gateway.logs());
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private GatewayProcess launch(int number) {
        GatewayConfig.Member member = new GatewayConfig.Member(cluster, members.get(number), members);
        String yaml = config.yaml(ports.get(PORTS_EACH * number), ports.get(PORTS_EACH * number + 1), member);
        String name = cluster.substring(0, 9) + (number == 0 ? "-front" : "-billing-" + number);
        return GatewayProcess.start(name, directory, yaml, List.of((number == 0 ? FRONT : "billing").split(",", -1)));
    }

    /** @param number from 1 */
    void killBilling(int number) {
        processes.get(number).process().kill();
    }

    void restartBilling(int number) {
        processes.get(number).close();
        processes.set(number, launch(number));
        processes.get(number).awaitStarted();
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + ports.getFirst();
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
        return List.copyOf(processes);
    }

    @Override
    public void close() {
        processes.forEach(GatewayProcess::close);
    }
}
