package org.modelgate.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Role;

/**
 * What the command line asks for.
 *
 * @param action what to do
 * @param config the configuration file; null for the embedded default
 * @param roles roles to run in this process
 * @param insecureCluster whether an unencrypted cluster on a non-loopback address is accepted
 * @param providerUsage to audit against, or null
 * @param complaint what is wrong with the command line, with {@link Action#COMPLAIN}
 */
record CommandLine(
        Action action,
        @Nullable Path config,
        Set<Role> roles,
        boolean insecureCluster,
        @Nullable Path providerUsage,
        @Nullable String complaint) {

    enum Action {
        RUN,
        CHECK,
        AUDIT,
        HELP,
        VERSION,
        COMPLAIN
    }

    static final String HELP = """
            usage: deploy/gateway [--config FILE] [--roles LIST] [--check] [--insecure-cluster] [--help] [--version]
                   deploy/gateway audit [--config FILE] [--provider-usage FILE]

              (no option)         all roles in one process on the embedded default: SQLite under data/, HTTP on 127.0.0.1:8080,
                                  admin on 127.0.0.1:8081, the simulator as provider, and every provider whose usual
                                  environment variable is set
              --config FILE       the same from a YAML file; nothing is created that the file doesn't name
              --roles LIST        only these roles: edge, translator, router, billing (comma separated); the rest are found over
                                  the cluster
              --check             validates the file, prints each problem with its path, exits with 0 or 2, starts nothing
              --insecure-cluster  accept a cluster without mutual TLS on an address that isn't loopback
              --version, --help
              audit               proves the books in the database, prints each fault and exits with 1 if there is any; may run
                                  beside a gateway
              --provider-usage FILE  what providers say was used, to compare with: lines of provider,day,input tokens,output
                                  tokens, such as openai,2026-11-21,120000,8000
            """;

    static CommandLine parse(String... args) {
        Action action = Action.RUN;
        Path config = null;
        Set<Role> roles = EnumSet.allOf(Role.class);
        boolean insecure = false;
        Path providerUsage = null;
        List<String> left = new ArrayList<>(List.of(args));
        if (!left.isEmpty() && left.getFirst().equals("audit")) {
            action = Action.AUDIT;
            left.removeFirst();
        }
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--help", "-h" -> action = Action.HELP;
                case "--version" -> action = Action.VERSION;
                case "--check" -> action = Action.CHECK;
                case "--insecure-cluster" -> insecure = true;
                case "--config", "--roles", "--provider-usage" -> {
                    if (left.isEmpty()) {
                        return complain(option + " needs a value");
                    }
                    String value = left.removeFirst();
                    switch (option) {
                        case "--config" -> config = Path.of(value);
                        case "--provider-usage" -> providerUsage = Path.of(value);
                        default -> roles = roles(value);
                    }
                }
                default -> {
                    return complain("unknown option " + option);
                }
            }
        }
        if (roles.isEmpty()) {
            return complain("--roles takes edge, translator, router, billing, comma separated");
        }
        return new CommandLine(action, config, roles, insecure, providerUsage, null);
    }

    /** Empty if a name isn't a role's. */
    private static Set<Role> roles(String list) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : list.split(",", -1)) {
            try {
                roles.add(Role.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                return Set.of();
            }
        }
        return roles;
    }

    private static CommandLine complain(String complaint) {
        return new CommandLine(Action.COMPLAIN, null, Set.of(), false, null, complaint);
    }
}
