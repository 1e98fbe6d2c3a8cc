package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The official Python and TypeScript SDKs; their tests are written in their own languages. */
interface OtherLanguagesSuite {
    RunningGateway gateway();

    @Test
    default void pythonSdks() throws IOException {
        Toolchain.require("python3", "-c", "import venv, ensurepip");
        Path python = Toolchain.pythonWith(Path.of("src/test/python/requirements.txt"));

        Toolchain.Result result = Toolchain.run(
                gateway(),
                Path.of("src/test/python"),
                python.toString(),
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider");
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    default void typescriptSdks() throws IOException {
        Toolchain.require("node", "--version");
        Toolchain.require("npm", "--version");
        Path project = Toolchain.nodeProject(Path.of("src/test/typescript"));

        Toolchain.Result result = Toolchain.run(gateway(), project, "npm", "test", "--silent");
        assertThat(result.exitCode()).as(result.output()).isZero();
    }
}
