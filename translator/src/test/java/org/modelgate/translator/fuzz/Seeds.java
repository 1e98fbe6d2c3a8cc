package org.modelgate.translator.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.modelgate.common.http.EventStreams;

/** The golden files as inputs to begin with: the corpus grows with the cases. */
final class Seeds {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private Seeds() {}

    static Stream<byte[]> streams() {
        return named("provider-stream.sse");
    }

    /** Whole, cut and broken ones. */
    static Stream<byte[]> eventStreams() {
        byte[] whole = EventStreams.join(
                EventStreams.event("messageStart", "{}"),
                EventStreams.chunk("{\"type\":\"message_stop\"}"),
                EventStreams.exception("throttlingException", "wait"));
        byte[] broken = whole.clone();
        broken[whole.length / 2] ^= 1;
        return Stream.of(whole, Arrays.copyOf(whole, whole.length - 9), broken, new byte[0]);
    }

    static Stream<byte[]> requests() {
        return named("client-request.json");
    }

    static Stream<byte[]> answers() {
        return named("provider-answer.json");
    }

    static Stream<byte[]> errors() {
        return named("provider-error.json");
    }

    private static Stream<byte[]> named(String name) {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().equals(name))
                    .sorted()
                    .toList();
            return found.stream().map(Seeds::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
