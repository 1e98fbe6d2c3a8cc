package org.modelgate.deploy.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.modelgate.common.bus.Role;

/** Each role a process of its own, in one cluster on loopback; any of them can be killed and started again. */
final class FourProcesses implements RunningGateway {
    private final String cluster = "test-" + UUID.randomUUID();
    private final Path directory;
    private final GatewayConfig config;
    private final Simulator simulator;
    private final Map<Role, RolePorts> ports = new EnumMap<>(Role.class);
    private final List<Integer> members;
    private final Map<Role, GatewayProcess> processes = new EnumMap<>(Role.class);

    private FourProcesses(Path directory, GatewayConfig config, Simulator simulator) {
        this.directory = directory;
        this.config = config;
        this.simulator = simulator;
        Iterator<Integer> free = Ports.free(3 * Role.values().length).iterator();
        for (Role role : Role.values()) {
            ports.put(role, new RolePorts(free.next(), free.next(), free.next()));
        }
        this.members = ports.values().stream().map(RolePorts::member).toList();
    }

    /** What the process of a role listens on. */
    private record RolePorts(int http, int admin, int member) {}

    /** Serving when it returns. */
    static FourProcesses start(Path directory, GatewayConfig config, Simulator simulator) {
        FourProcesses gateway = new FourProcesses(directory, config, simulator);
        try {
            for (Role role : Role.values()) {
                gateway.launch(role);
            }
            gateway.awaitReady();
        } catch (Throwable e) {
            System.err.println(gateway.logs());
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private RolePorts portsOf(Role role) {
        return requireNonNull(ports.get(role), "every role has ports");
    }

    private void launch(Role role) {
        RolePorts own = portsOf(role);
        GatewayConfig.Member member = new GatewayConfig.Member(cluster, own.member(), members);
        String name = role.name().toLowerCase(Locale.ROOT);
        String yaml = config.yaml(own.http(), own.admin(), member);
        processes.put(role, GatewayProcess.start(name, directory, yaml, List.of(name)));
    }

    ChildProcess process(Role role) {
        GatewayProcess process = processes.get(role);
        assertThat(process).as("process of %s", role).isNotNull();
        return process.process();
    }

    void kill(Role role) {
        process(role).kill();
    }

    /** After a kill; returns when the whole gateway serves again. */
    void restart(Role role) {
        process(role).close();
        launch(role);
        processes.get(role).awaitStarted();
        awaitReady();
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + portsOf(Role.EDGE).http();
    }

    @Override
    public String adminUrl() {
        return "http://127.0.0.1:" + portsOf(Role.EDGE).admin();
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public List<GatewayProcess> processes() {
        return List.copyOf(processes.values());
    }

    @Override
    public void close() {
        processes.values().forEach(GatewayProcess::close);
    }
}
