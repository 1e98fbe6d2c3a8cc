package org.modelgate.common.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of its own on loopback, from the binaries on the class path. It refuses to be root, so there it runs as
 * {@code nobody}. It ends with this JVM at the latest. Not safe for use by several threads.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NOBODY = 65_534;
    private static final String USER = "postgres";
    private static @Nullable PostgresServer shared;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path programs;
    private final Path folder;
    private final int port;
    private final Thread lastResort = new Thread(this::end, "end postgres");
    private @Nullable Process process;

    private PostgresServer() throws IOException {
        programs = PostgresBinaries.unpacked().resolve("bin");
        folder = Files.createTempDirectory("modelgate-pg");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (isRoot()) {
            Files.setAttribute(folder, "unix:uid", NOBODY);
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** One for all tests of this JVM that only want databases. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** A new one, serving when this returns. */
    public static PostgresServer start() {
        try {
            PostgresServer server = new PostgresServer();
            server.run(
                    "initdb",
                    "-D",
                    server.data(),
                    "-U",
                    USER,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync",
                    "--no-instructions");
            server.launch();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Process exec(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process started = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        started.getOutputStream().close();
        return started;
    }

    private void run(String program, String... arguments) throws IOException {
        Process started = exec(program, arguments);
        if (exit(started) != 0) {
            throw new IllegalStateException(program + " failed:\n" + log());
        }
    }

    private static int exit(Process started) {
        try {
            if (!started.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a process doesn't end");
            }
            return started.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it again, on the same data and port, after {@link #stop} or {@link #kill}. */
    public void launch() {
        try {
            process = exec(
                    "postgres",
                    "-D",
                    data(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "max_connections=60",
                    "-c",
                    // The processes are killed, the machine isn't: what the system has, it keeps.
                    "fsync=off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("PostgreSQL serves")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("PostgreSQL ended:\n" + log());
                    }
                })
                .until(this::serves);
    }

    private boolean serves() {
        try (Connection c = connect("postgres")) {
            return c.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, "");
    }

    /** Makes an empty database. Returns its URL as a configuration names it. */
    public String createDatabase() {
        String name = "t" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return "postgresql://" + USER + ":any@127.0.0.1:" + port + "/" + name;
    }

    /** As the superuser. */
    public void execute(String database, String sql) {
        try (Connection c = connect(database);
                Statement s = c.createStatement()) {
            s.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Sessions of all databases but the asker's own. */
    public long connections() {
        try (Connection c = connect("postgres");
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT COUNT(*) FROM pg_stat_activity WHERE datname<>'postgres'")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Ends it in order, cutting its connections. */
    public void stop() {
        signal("INT", false);
        exit(running());
    }

    /** SIGKILL to all of its processes. */
    public void kill() {
        signal("KILL", true);
        exit(running());
    }

    /** None of its processes moves until {@link #thaw}. */
    public void freeze() {
        signal("STOP", true);
    }

    public void thaw() {
        signal("CONT", true);
    }

    private Process running() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL was never launched");
        }
        return running;
    }

    private void signal(String signal, boolean all) {
        StringBuilder command = new StringBuilder("kill -").append(signal);
        if (all) {
            running().descendants().forEach(child -> command.append(' ').append(child.pid()));
        }
        command.append(' ').append(running().pid());
        try {
            // The shell's own: a bare Debian has no program of that name.
            exit(new ProcessBuilder("sh", "-c", command.toString()).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private void end() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
            exit(running);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A last process may still write: what stays is a temporary folder.
            System.err.println("left behind: " + folder + ", " + e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(lastResort);
        end();
    }
}
