package org.modelgate.billing.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.modelgate.common.config.Secret;

/** Which database, as {@code storage.url} says it. */
public sealed interface Storage {
    String SQLITE = "sqlite:";
    String POSTGRESQL = "postgresql://";

    /** A file of this machine, for one process. */
    record Sqlite(Path file) implements Storage {}

    /**
     * A server that any number of billing nodes share.
     *
     * @param hosts {@code host:port}, several with commas: the one that is primary is used
     * @param options query of the JDBC URL, empty or beginning with {@code ?}
     */
    record Postgres(String hosts, String database, String user, Secret password, String options) implements Storage {
        String jdbcUrl() {
            return "jdbc:postgresql://" + hosts + "/" + database + options;
        }
    }

    /** @throws IllegalArgumentException what is wrong with it; never quotes it, for it has a password */
    static Storage parse(String url) {
        if (url.startsWith(SQLITE)) {
            if (url.length() == SQLITE.length()) {
                throw new IllegalArgumentException("names no file");
            }
            return new Sqlite(Path.of(url.substring(SQLITE.length())));
        }
        if (!url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException("must be sqlite:FILE or postgresql://user:password@host:port/database");
        }
        String rest = url.substring(POSTGRESQL.length());
        int query = rest.indexOf('?');
        String options = query < 0 ? "" : rest.substring(query);
        String path = query < 0 ? rest : rest.substring(0, query);
        int at = path.lastIndexOf('@');
        int slash = path.indexOf('/', at + 1);
        if (slash < 0 || slash == path.length() - 1) {
            throw new IllegalArgumentException("names no database");
        }
        String hosts = path.substring(at + 1, slash);
        checkHosts(hosts);
        String login = at < 0 ? "" : path.substring(0, at);
        int colon = login.indexOf(':');
        String user = decoded(colon < 0 ? login : login.substring(0, colon));
        if (user.isEmpty()) {
            throw new IllegalArgumentException("names no user");
        }
        Secret password = new Secret(colon < 0 ? "" : decoded(login.substring(colon + 1)));
        return new Postgres(hosts, path.substring(slash + 1), user, password, options);
    }

    private static void checkHosts(String hosts) {
        for (String host : hosts.split(",", -1)) {
            int colon = host.lastIndexOf(':');
            boolean withPort = colon > host.lastIndexOf(']');
            if ((withPort ? host.substring(0, colon) : host).isEmpty()) {
                throw new IllegalArgumentException("names no host");
            }
            if (withPort && !isPort(host.substring(colon + 1))) {
                throw new IllegalArgumentException("has a port that is none");
            }
        }
    }

    private static boolean isPort(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(Character::isDigit);
        return digits && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
    }

    private static String decoded(String text) {
        // A plus is a plus: this is no form.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
