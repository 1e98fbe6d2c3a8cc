package org.modelgate.deploy.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A region: processes of some roles each, in one cluster on loopback. The first is an edge. */
final class RegionProcesses implements RunningGateway {
    private static final String FRONT = "edge,translator,router";
    private static final int PORTS_EACH = 3;

    private final String cluster = "test-" + UUID.randomUUID();
    private final Path directory;
    private final GatewayConfig config;
    private final Simulator simulator;
    private final List<String> roles;
    private final List<Integer> ports;
    private final List<Integer> members = new ArrayList<>();
    private final List<GatewayProcess> processes = new ArrayList<>();

    private RegionProcesses(Path directory, GatewayConfig config, Simulator simulator, List<String> roles) {
        this.directory = directory;
        this.config = config;
        this.simulator = simulator;
        this.roles = roles;
        this.ports = Ports.free(PORTS_EACH * roles.size());
        for (int i = 0; i < roles.size(); i++) {
            members.add(ports.get(PORTS_EACH * i + 2));
        }
    }

    /** One process of edge, router and translator, and one of billing. Serving when it returns. */
    static RegionProcesses start(Path directory, GatewayConfig config, Simulator simulator) {
        return start(directory, config, simulator, List.of(FRONT, "billing"));
    }

    /**
     * Serving when it returns.
     *
     * @param roles of each process, with commas
     */
    static RegionProcesses start(Path directory, GatewayConfig config, Simulator simulator, List<String> roles) {
        RegionProcesses gateway = new RegionProcesses(directory, config, simulator, roles);
        try {
            for (int i = 0; i < roles.size(); i++) {
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
        String own = roles.get(number);
        String name = cluster.substring(0, 9) + "-" + number + "-" + own.substring(own.lastIndexOf(',') + 1);
        return GatewayProcess.start(name, directory, yaml, List.of(own.split(",", -1)));
    }

    /** @param number of the process, from 0 */
    void kill(int number) {
        processes.get(number).process().kill();
    }

    /** It doesn't move until {@link #thaw}; its connections stay open. */
    void freeze(int number) {
        processes.get(number).process().signal("STOP");
    }

    void thaw(int number) {
        processes.get(number).process().signal("CONT");
    }

    /** After a kill; returns when it has started, which doesn't say that the whole gateway serves. */
    void restart(int number) {
        processes.get(number).close();
        processes.set(number, launch(number));
        processes.get(number).awaitStarted();
    }

    /** Where clients reach that process, which is an edge. */
    String url(int number) {
        return "http://127.0.0.1:" + ports.get(PORTS_EACH * number);
    }

    /** Of the process that billing knows by that name. */
    int numberOf(String node) {
        int number = members.indexOf(Integer.valueOf(node.substring(node.lastIndexOf(':') + 1)));
        if (number < 0) {
            throw new IllegalStateException("nobody's member port is in " + node);
        }
        return number;
    }

    /** What an operator's commands are given. */
    Path configuration(int number) {
        return directory.resolve(processes.get(number).name() + ".yaml");
    }

    @Override
    public String url() {
        return url(0);
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
