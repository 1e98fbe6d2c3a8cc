package org.modelgate.deploy.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Clients that aren't written in Java: SDKs, frameworks over them, command-line agents. Their tests are in their languages. */
interface OtherLanguagesSuite {
    RunningGateway gateway();

    @TestFactory
    default Stream<DynamicNode> pythonClients() throws IOException {
        Toolchain.require("python3", "-c", "import venv, ensurepip");
        Path python = Toolchain.pythonWith(Path.of("src/test/python/requirements.txt"));
        Path report = Toolchain.report();
        return ForeignTests.of(
                Toolchain.run(
                        gateway(),
                        Path.of("src/test/python"),
                        python.toString(),
                        "-m",
                        "pytest",
                        "-q",
                        "-p",
                        "no:cacheprovider",
                        "--junit-xml=" + report),
                report);
    }

    @TestFactory
    default Stream<DynamicNode> typescriptClients() throws IOException {
        return node(Path.of("src/test/typescript"));
    }

    @TestFactory
    default Stream<DynamicNode> commandLineAgents() throws IOException {
        return node(Path.of("src/test/agents"));
    }

    private Stream<DynamicNode> node(Path sources) throws IOException {
        Toolchain.require("node", "--version");
        Toolchain.require("npm", "--version");
        Path project = Toolchain.nodeProject(sources);
        Path report = Toolchain.report();
        List<String> reporters = List.of(
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=junit",
                "--test-reporter-destination=" + report);
        List<String> command = Stream.concat(Stream.of("npm", "test", "--silent", "--"), reporters.stream())
                .toList();
        return ForeignTests.of(Toolchain.run(gateway(), project, command.toArray(String[]::new)), report);
    }
}
