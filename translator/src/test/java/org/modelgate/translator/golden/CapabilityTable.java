package org.modelgate.translator.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What each pair of dialects carries, read from the golden cases: the text of {@code deploy/docs/translation.md}. */
final class CapabilityTable {
    private static final String CASES = "../../translator/src/test/resources/golden/";
    private static final Map<String, String> KINDS =
            Map.of("request", "Requests", "response", "Answers", "stream", "Streams", "error", "Errors of providers");
    private static final List<String> ORDER = List.of("request", "response", "stream", "error");

    private static final String HEAD = """
            # What is translated

            Made from the golden cases by `GoldenTest`; rewrite it with `./mvnw -pl translator -am test -Dtest=GoldenTest -Dgolden.update`.
            A column is a client's dialect and the provider's. Each word is a case, linked to its folder: what comes in, what goes out.

            - **carried**: the provider or client gets it whole.
            - **warned**: it is dropped or approximated, and `x-gateway-warnings` names the field; with `x-gateway-strict: true` it is refused.
            - **refused**: an error that names the field.
            - an empty cell: no case of its own; what the pair shares with another one is translated the same way.
            """;

    private record Case(String pair, String feature, String verdict, String path) {}

    private final Path root;

    CapabilityTable(Path root) {
        this.root = root;
    }

    String text() throws IOException {
        StringBuilder out = new StringBuilder(HEAD);
        List<String> pairs = names(root);
        for (String kind : ORDER) {
            List<Case> cases = new ArrayList<>();
            for (String pair : pairs) {
                for (String name : names(root.resolve(pair).resolve(kind))) {
                    cases.add(read(pair, kind, name));
                }
            }
            out.append("\n## ").append(KINDS.get(kind)).append("\n\n");
            table(out, pairs, cases);
        }
        return out.toString();
    }

    private Case read(String pair, String kind, String name) throws IOException {
        Path folder = root.resolve(pair).resolve(kind).resolve(name);
        Path settings = folder.resolve("case.json");
        String spoken = name.replaceFirst("^refused-", "").replace('-', ' ');
        String feature = spoken;
        if (Files.exists(settings)) {
            JsonNode tree = GoldenCase.tree(Files.readAllBytes(settings));
            feature = tree.path("feature").asText(spoken);
        }
        return new Case(pair, feature, verdict(kind, folder), CASES + pair + "/" + kind + "/" + name);
    }

    private static String verdict(String kind, Path folder) {
        if (kind.equals("request") && Files.exists(folder.resolve("client-error.json"))) {
            return "refused";
        }
        return Files.exists(folder.resolve("warnings.txt")) ? "warned" : "carried";
    }

    private static void table(StringBuilder out, List<String> pairs, List<Case> cases) {
        out.append("| |");
        pairs.forEach(
                pair -> out.append(' ').append(pair.replace("-to-", " → ")).append(" |"));
        out.append("\n|---|").append("---|".repeat(pairs.size())).append('\n');
        Map<String, List<Case>> rows = new TreeMap<>();
        cases.forEach(
                c -> rows.computeIfAbsent(c.feature, f -> new ArrayList<>()).add(c));
        rows.forEach((feature, of) -> {
            out.append("| ").append(feature).append(" |");
            for (String pair : pairs) {
                List<String> cells = of.stream()
                        .filter(c -> c.pair.equals(pair))
                        .map(c -> "[" + c.verdict + "](" + c.path + ")")
                        .toList();
                out.append(' ').append(String.join(", ", cells)).append(" |");
            }
            out.append('\n');
        });
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return List.copyOf(new TreeSet<>(paths.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .toList()));
        }
    }
}
