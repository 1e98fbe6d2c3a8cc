package org.modelgate.deploy.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.modelgate.billing.store.Storage;

/** Three processes with all roles in one cluster on one PostgreSQL: three edges and three billing nodes, with one plan for one key. */
final class LimitedCluster implements RunningGateway {
    static final int NODES = 3;
    private static final int PORTS_EACH = 3;

    private final Simulator simulator;
    private final String storage;
    private final List<Integer> ports;
    private final List<GatewayProcess> processes = new ArrayList<>();

    private LimitedCluster(Simulator simulator, String storage, List<Integer> ports) {
        this.simulator = simulator;
        this.storage = storage;
        this.ports = ports;
    }

    /**
     * Serving when it returns.
     *
     * @param accounts lines of YAML below {@code accounts}, {@code plans} and {@code keys}
     */
    static LimitedCluster start(Path directory, Simulator simulator, String storage, String accounts) {
        LimitedCluster cluster = new LimitedCluster(simulator, storage, Ports.free(PORTS_EACH * NODES));
        String name = "limits-" + UUID.randomUUID();
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            members.add(cluster.member(i));
        }
        try {
            for (int i = 0; i < NODES; i++) {
                String yaml = GatewayConfig.of(simulator, directory)
                        .withStorage(storage)
                        .yaml(
                                cluster.ports.get(PORTS_EACH * i),
                                cluster.ports.get(PORTS_EACH * i + 1),
                                new GatewayConfig.Member(name, cluster.member(i), members));
                cluster.processes.add(GatewayProcess.start(
                        name.substring(0, 12) + "-" + i, directory, with(yaml, accounts), List.of()));
            }
            cluster.processes.forEach(GatewayProcess::awaitStarted);
            cluster.awaitReady();
        } catch (Throwable e) {
            System.err.println(cluster.logs());
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** The shared configuration with other accounts, plans and keys. */
    private static String with(String yaml, String accounts) {
        String before = yaml.substring(0, yaml.indexOf("accounts:"));
        return before + accounts;
    }

    private int member(int node) {
        return ports.get(PORTS_EACH * node + 2);
    }

    /** The URL of each edge. */
    List<String> urls() {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            urls.add("http://127.0.0.1:" + ports.get(PORTS_EACH * i));
        }
        return urls;
    }

    /** The node that decides for the account that took credit last. */
    int owner() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT node FROM lease WHERE state='open' ORDER BY spent DESC, granted DESC LIMIT 1")) {
            row.next();
            String node = row.getString(1);
            for (int i = 0; i < NODES; i++) {
                if (node.endsWith(":" + member(i))) {
                    return i;
                }
            }
            throw new IllegalStateException("nobody's member port is in " + node);
        }
    }

    private Connection connect() throws SQLException {
        Storage.Postgres server = (Storage.Postgres) Storage.parse(storage);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server.hosts() + "/" + server.database(),
                server.user(),
                server.password().value());
    }

    @Override
    public String url() {
        return urls().getFirst();
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
