package org.modelgate.deploy;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.BillingAdmin;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.bus.Role;
import org.modelgate.common.config.Secret;

/** The launcher; {@code deploy/gateway} calls it. Exit codes: 0 after a drain, 1 if it could not start, 2 for what the operator must mend. */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_INPUT = 2;
    private static final int KILLED = 143;

    private Main() {}

    public static void main(String[] args) {
        try {
            act(CommandLine.parse(args));
        } catch (IOException | StoreException e) {
            throw failed("", e);
        }
    }

    private static void act(CommandLine line) throws IOException, StoreException {
        switch (line.action()) {
            case HELP -> System.out.print(CommandLine.HELP);
            case VERSION -> System.out.println(Version.text());
            case COMPLAIN -> {
                System.err.println("gateway: " + line.complaint());
                System.err.print(CommandLine.HELP);
                System.exit(WRONG_INPUT);
            }
            case CHECK -> check(line);
            case AUDIT -> audit(line);
            case RUN -> run(line);
        }
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    private static String yaml(CommandLine line, @Nullable Secret adminKey) {
        Path file = line.config();
        if (file == null) {
            return DefaultConfig.yaml(Main::environment, adminKey);
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw complaint(file + " can't be read: " + e);
        }
    }

    /** Ends the process; the return value only tells the compiler that nothing follows. */
    private static IllegalStateException complaint(String text) {
        System.err.println("gateway: " + text);
        System.exit(WRONG_INPUT);
        return new IllegalStateException(text);
    }

    private static Settings load(CommandLine line, @Nullable Secret adminKey) {
        Settings.Loaded loaded = Settings.load(yaml(line, adminKey), Main::environment, LocalDate.now(ZoneOffset.UTC));
        if (!loaded.problems().isEmpty()) {
            loaded.problems().forEach(System.err::println);
            System.exit(WRONG_INPUT);
        }
        ClusterConfig cluster = loaded.settings().cluster();
        if (cluster != null && cluster.tls() == null && !cluster.onLoopback() && !line.insecureCluster()) {
            throw complaint("cluster.tls: is required, because cluster.bind " + cluster.host()
                    + " can be reached from other machines (or say --insecure-cluster)");
        }
        if (cluster == null && !line.roles().equals(EnumSet.allOf(Role.class))) {
            throw complaint("--roles: needs a cluster section, for the other roles are found over it");
        }
        return loaded.settings();
    }

    private static void check(CommandLine line) {
        load(line, null);
        System.out.println("ok");
    }

    private static void audit(CommandLine line) {
        Settings settings = load(line, null);
        Path usage = line.providerUsage();
        List<String> faults;
        try {
            List<String> told = usage == null ? List.of() : Files.readAllLines(usage);
            faults = BillingAdmin.audit(settings.billing(), told, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw complaint(usage + ": " + e.getMessage());
        } catch (IOException e) {
            throw complaint(usage + " can't be read: " + e);
        } catch (StoreException e) {
            throw complaint(String.valueOf(e.getMessage()));
        }
        faults.forEach(System.out::println);
        String sum = faults.size() == 1 ? "1 fault" : faults.size() + " faults";
        System.out.println(faults.isEmpty() ? "the books are right" : sum);
        if (!faults.isEmpty()) {
            System.exit(FAILED);
        }
    }

    private static void run(CommandLine line) throws IOException, StoreException {
        KeptSecret.@Nullable Kept adminKey = line.config() == null ? FirstStart.adminKey() : null;
        Settings settings = load(line, adminKey == null ? null : adminKey.secret());
        Optional<Secret> firstKey = line.config() == null ? FirstStart.account(settings.billing()) : Optional.empty();
        Gateway gateway = started(Gateway.start(settings, line.roles()));
        stopOnSignal(gateway);
        String address = gateway.address();
        System.out.println("gateway ready" + (address == null ? "" : " on " + address) + ", roles " + line.roles());
        if (address != null && adminKey != null) {
            firstKey.ifPresent(key -> System.out.println(FirstStart.welcome(address, key, adminKey.secret())));
        }
    }

    private static Gateway started(Future<Gateway> starting) {
        try {
            return starting.await();
        } catch (Exception e) {
            // Checked ones too: they come as they are out of a future.
            throw failed("could not start: ", e);
        }
    }

    /** Ends the process, whatever runs in it; the return value only tells the compiler that nothing follows. */
    private static IllegalStateException failed(String what, Exception cause) {
        boolean known = cause instanceof IOException || cause instanceof StoreException;
        System.err.println("gateway: " + what + (cause instanceof StoreException ? cause.getMessage() : cause));
        if (!known) {
            cause.printStackTrace();
        }
        Runtime.getRuntime().halt(FAILED);
        return new IllegalStateException(cause);
    }

    private static void stopOnSignal(Gateway gateway) {
        AtomicBoolean stopping = new AtomicBoolean();
        Signals.onTerminate(() -> {
            if (!stopping.compareAndSet(false, true)) {
                Runtime.getRuntime().halt(KILLED);
            }
            Thread.ofPlatform().name("stop").start(() -> {
                gateway.drainAndClose();
                Runtime.getRuntime().halt(0);
            });
        });
    }
}
