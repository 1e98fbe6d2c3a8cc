package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Tests that another language's runner has run, as tests of ours: what failed there fails here under its own name. */
final class ForeignTests {
    /** @param problem what was wrong, or null; a test that was skipped was not passed */
    private record Case(String group, String name, @Nullable String problem) {}

    private ForeignTests() {}

    /**
     * The tests by group.
     *
     * @param report what the runner wrote in the XML of JUnit
     */
    static Stream<DynamicNode> of(Toolchain.Result run, Path report) throws IOException {
        List<Case> cases = Files.size(report) == 0 ? List.of() : read(report);
        Map<String, List<DynamicNode>> groups = new LinkedHashMap<>();
        for (Case one : cases) {
            groups.computeIfAbsent(one.group, group -> new ArrayList<>()).add(DynamicTest.dynamicTest(one.name, () -> {
                if (one.problem != null) {
                    fail(one.problem);
                }
            }));
        }
        boolean told = cases.stream().anyMatch(one -> one.problem != null);
        DynamicTest whole = DynamicTest.dynamicTest("the run itself", () -> {
            assertThat(cases).as(run.output()).isNotEmpty();
            assertThat(run.exitCode() == 0 || told).as(run.output()).isTrue();
        });
        return Stream.concat(
                Stream.of(whole),
                groups.entrySet().stream()
                        .map(group -> DynamicContainer.dynamicContainer(group.getKey(), group.getValue())));
    }

    private static List<Case> read(Path report) throws IOException {
        NodeList found;
        try {
            found = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("unreadable report " + report, e);
        }
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element one = (Element) found.item(i);
            cases.add(new Case(group(one), one.getAttribute("name"), problem(one)));
        }
        return cases;
    }

    /** pytest tells the module as the class, node:test tells the describe block as the suite. */
    private static String group(Element one) {
        String module = one.getAttribute("classname");
        return module.isEmpty() || module.equals("test")
                ? ((Element) one.getParentNode()).getAttribute("name")
                : module;
    }

    private static @Nullable String problem(Element one) {
        for (String kind : List.of("failure", "error", "skipped")) {
            if (one.getElementsByTagName(kind).item(0) instanceof Element problem) {
                return kind + ": " + problem.getAttribute("message") + '\n' + problem.getTextContent();
            }
        }
        return null;
    }
}
