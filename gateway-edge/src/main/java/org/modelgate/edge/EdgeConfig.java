package org.modelgate.edge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusOptions;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;
import org.modelgate.edge.auth.Issuer;

/**
 * Sections {@code server}, {@code admin} and {@code oidc} of the configuration file.
 *
 * @param port 0 takes any free port
 * @param maxBodyBytes largest request body
 * @param drainTimeout how long running requests may go on after SIGTERM; the launcher keeps it
 * @param tls null: clear text
 * @param oidc whose tokens are taken for keys
 */
public record EdgeConfig(
        String host,
        int port,
        int maxBodyBytes,
        Duration drainTimeout,
        @Nullable Tls tls,
        Admin admin,
        List<Issuer> oidc) {
    private static final long MAX_BODY_DEFAULT = 32L << 20;
    private static final long MAX_BODY_LEAST = 1L << 10;
    private static final long MAX_BODY_MOST = BusOptions.defaults().messageBytesMax();
    private static final int MAX_PORT = 65_535;

    /** Without OpenID Connect. */
    public EdgeConfig(String host, int port, int maxBodyBytes, Duration drainTimeout, @Nullable Tls tls, Admin admin) {
        this(host, port, maxBodyBytes, drainTimeout, tls, admin, List.of());
    }

    /** Certificate chain and private key, both PEM files. */
    public record Tls(Path cert, Path key) {}

    /** @param key null: nothing but health and, on loopback, metrics can be read */
    public record Admin(String host, int port, @Nullable Secret key) {}

    /** Reads both sections; faults go to the reading's problems and defaults stand in for them. */
    public static EdgeConfig read(Section root) {
        Section server = root.section("server");
        return new EdgeConfig(
                host(server),
                server.integer("port", 8080, 0, MAX_PORT),
                maxBody(server),
                drainTimeout(server),
                tls(server.section("tls")),
                admin(root.section("admin")),
                Issuer.read(root.list("oidc")));
    }

    private static String host(Section section) {
        String host = section.string("host", "127.0.0.1");
        if (host.isBlank()) {
            section.problem("host", "must name an address");
        }
        return host;
    }

    private static int maxBody(Section server) {
        long bytes = server.bytes("max_body", MAX_BODY_DEFAULT);
        if (bytes < MAX_BODY_LEAST || bytes > MAX_BODY_MOST) {
            server.problem(
                    "max_body",
                    "must be from 1KB to " + (MAX_BODY_MOST >> 20) + "MB, which is what the event bus takes");
            return (int) MAX_BODY_DEFAULT;
        }
        return (int) bytes;
    }

    private static Duration drainTimeout(Section server) {
        return server.duration("drain_timeout", Duration.ofSeconds(30));
    }

    private static @Nullable Tls tls(Section tls) {
        if (!tls.present()) {
            return null;
        }
        return new Tls(readable(tls, "cert"), readable(tls, "key"));
    }

    private static Path readable(Section tls, String key) {
        String text = tls.required(key);
        Path path = Path.of(text);
        if (!text.isEmpty() && !Files.isReadable(path)) {
            tls.problem(key, "'" + text + "' is no file that can be read");
        }
        return path;
    }

    private static Admin admin(Section admin) {
        String key = admin.string("key");
        if (key != null && key.isBlank()) {
            admin.problem("key", "must not be empty");
        }
        return new Admin(
                host(admin),
                admin.integer("port", 8081, 0, MAX_PORT),
                key == null || key.isBlank() ? null : new Secret(key));
    }
}
