package org.modelgate.deploy.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Clients that aren't written in Java: SDKs and frameworks over them. Their tests are in their languages. */
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
        return Toolchain.nodeTests(gateway(), Path.of("src/test/typescript"));
    }
}
