package org.modelgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each of the sixty pitfalls of translation has a test that carries its number, in a name ({@code pitfall07...}), a comment or the
 * {@code about} of a golden case.
 */
class PitfallCoverageTest {
    private static final int PITFALLS = 60;

    private static final Pattern NUMBERS = Pattern.compile("(?i)pitfalls?[ _]?(\\d+(?:(?:, ?| and |And)\\d+)*)");

    @Test
    void everyPitfallHasATest() throws IOException {
        NavigableSet<Integer> missing = new TreeSet<>();
        IntStream.rangeClosed(1, PITFALLS).forEach(missing::add);
        missing.removeAll(covered());

        assertThat(missing).as("pitfalls that no test carries the number of").isEmpty();
    }

    private static NavigableSet<Integer> covered() throws IOException {
        NavigableSet<Integer> covered = new TreeSet<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path tests : modules.map(m -> m.resolve("src/test"))
                    .filter(Files::isDirectory)
                    .toList()) {
                collect(tests, covered);
            }
        }
        return covered;
    }

    private static void collect(Path tests, NavigableSet<Integer> covered) throws IOException {
        try (Stream<Path> files = Files.walk(tests)) {
            files.filter(PitfallCoverageTest::mayCarryANumber)
                    .flatMap(file -> NUMBERS.matcher(read(file)).results())
                    .map(MatchResult::group)
                    .flatMap(found -> Pattern.compile("\\d+").matcher(found).results())
                    .map(number -> Integer.valueOf(number.group()))
                    .forEach(covered::add);
        }
    }

    private static boolean mayCarryANumber(Path file) {
        String name = file.getFileName().toString();
        boolean itself = name.equals("PitfallCoverageTest.java");
        return !itself
                && name.matches("(.*\\.(java|py|ts|mjs)|case\\.json)")
                && !file.toString().contains("node_modules");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
