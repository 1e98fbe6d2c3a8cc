package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;

/** What other languages' tests need, made once below {@code target} and kept until what it is made of changes. */
final class Toolchain {
    private static final Duration INSTALL = Duration.ofMinutes(10);
    private static final Duration TESTS = Duration.ofMinutes(15);
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    /** How a run ended, with all it printed. */
    record Result(int exitCode, String output) {}

    private Toolchain() {}

    /** Skips the test where a program is missing, or fails it where the environment says {@code CI=true}. */
    static void require(String... command) throws IOException {
        boolean there;
        try {
            there = run(Map.of(), Path.of("."), Duration.ofSeconds(30), command).exitCode == 0;
        } catch (UncheckedIOException e) {
            there = false;
        }
        if (there) {
            return;
        }
        String message = "NOT TESTED: `" + String.join(" ", command) + "` doesn't work on this machine";
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            fail(message);
        }
        System.err.println("=".repeat(message.length()) + '\n' + message + '\n' + "=".repeat(message.length()));
        Assumptions.abort(message);
    }

    /** A Python that has what the file lists. */
    static Path pythonWith(Path requirements) throws IOException {
        Path home = TARGET.resolve("python-" + digest(requirements));
        Path python = home.resolve("bin/python");
        Path done = home.resolve("installed");
        if (!Files.exists(done)) {
            succeed(run(Map.of(), Path.of("."), INSTALL, "python3", "-m", "venv", "--clear", home.toString()));
            succeed(run(
                    Map.of(),
                    Path.of("."),
                    INSTALL,
                    python.toString(),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--disable-pip-version-check",
                    "-r",
                    requirements.toString()));
            Files.createFile(done);
        }
        return python;
    }

    /** A copy of the project with its packages installed. */
    private static Path nodeProject(Path sources) throws IOException {
        Path project = TARGET.resolve("node-" + digest(sources.resolve("package-lock.json")));
        Files.createDirectories(project);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, project.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path done = project.resolve("installed");
        if (!Files.exists(done)) {
            succeed(run(
                    Map.of(),
                    project,
                    INSTALL,
                    "npm",
                    "ci",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--loglevel=error"));
            Files.createFile(done);
        }
        return project;
    }

    /** An empty file for a runner to write its report to; it lies with the build's other files. */
    static Path report() throws IOException {
        Path file = Files.createTempFile(TARGET, "foreign-tests-", ".xml");
        file.toFile().deleteOnExit();
        return file;
    }

    private static void succeed(Result result) {
        assertThat(result.exitCode).as(result.output).isZero();
    }

    private static String digest(Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tests of a Node project, run against the gateway. */
    static Stream<DynamicNode> nodeTests(RunningGateway gateway, Path sources) throws IOException {
        require("node", "--version");
        require("npm", "--version");
        Path project = nodeProject(sources);
        Path report = report();
        Result run = run(
                gateway,
                project,
                "npm",
                "test",
                "--silent",
                "--",
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=junit",
                "--test-reporter-destination=" + report);
        return ForeignTests.of(run, report);
    }

    /** Runs tests against the gateway. */
    static Result run(RunningGateway gateway, Path directory, String... command) throws IOException {
        return run(
                Map.of(
                        "GATEWAY_URL",
                        gateway.url(),
                        "GATEWAY_KEY",
                        GatewayConfig.KEY,
                        "POOR_KEY",
                        GatewayConfig.POOR.key(),
                        "CLAUDE",
                        GatewayConfig.CLAUDE,
                        "GPT",
                        GatewayConfig.GPT,
                        "RESPONSES",
                        GatewayConfig.RESPONSES,
                        "GEMINI",
                        GatewayConfig.GEMINI,
                        "PYTHONDONTWRITEBYTECODE",
                        "1"),
                directory,
                TESTS,
                command);
    }

    private static Result run(Map<String, String> environment, Path directory, Duration patience, String... command)
            throws IOException {
        Path output = Files.createTempFile("toolchain", ".log");
        try (ChildProcess process = ChildProcess.start(command[0], directory, output, environment, List.of(command))) {
            int exitCode = process.exitCode(patience);
            return new Result(exitCode, Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
