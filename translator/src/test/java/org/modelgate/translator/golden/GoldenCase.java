package org.modelgate.translator.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;

/**
 * One folder of a golden test. Files are read as inputs or compared as outputs; what was neither is a failure, so that no file
 * stands there unused. With {@code -Dgolden.update} outputs are rewritten instead.
 */
final class GoldenCase {
    static final boolean UPDATE = System.getProperty("golden.update") != null;

    private final Path folder;
    private final Set<String> used = new HashSet<>();

    GoldenCase(Path folder) {
        this.folder = folder;
    }

    /** Settings of the case: {@code about}, {@code feature} (its row in the page), {@code model}, {@code maxOutputTokens}, {@code headers}. */
    JsonNode settings() {
        byte[] bytes = input("case.json");
        return bytes == null ? MissingNode.getInstance() : tree(bytes);
    }

    byte @Nullable [] input(String name) {
        used.add(name);
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] required(String name) {
        byte[] bytes = input(name);
        return bytes == null ? fail("missing " + folder.resolve(name)) : bytes;
    }

    Map<String, String> strings(JsonNode object) {
        Map<String, String> map = new HashMap<>();
        object.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }

    /** Compared as a tree; stands there indented. */
    void outputJson(String name, byte[] actual) {
        JsonNode tree = tree(actual);
        if (UPDATE) {
            write(name, pretty(tree) + "\n");
        }
        assertThat(pretty(tree)).as(name).isEqualTo(pretty(tree(required(name))));
    }

    /** Compared byte by byte; no file stands for no text. */
    void outputText(String name, String actual) {
        if (UPDATE) {
            write(name, actual);
        }
        byte[] expected = input(name);
        assertThat(actual).as(name).isEqualTo(expected == null ? "" : new String(expected, StandardCharsets.UTF_8));
    }

    void outputLines(String name, List<String> lines) {
        outputText(name, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }

    /** To be called last. */
    void checkAllUsed() {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> !used.contains(f)))
                    .as("unused files in " + folder)
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String content) {
        try {
            if (content.isEmpty()) {
                Files.deleteIfExists(folder.resolve(name));
            } else {
                Files.writeString(folder.resolve(name), content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(byte[] json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(json, StandardCharsets.UTF_8), e);
        }
    }

    private static String pretty(JsonNode tree) {
        try {
            return Json.mapper().writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
