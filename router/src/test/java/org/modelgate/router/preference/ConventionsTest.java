package org.modelgate.router.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.RouterConfig;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.RetryLimits;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.StepOptions;
import org.modelgate.router.plan.TargetStats;
import org.modelgate.translator.Dialects;

/** The examples of {@code conventions.yaml}, which is there to be read. */
class ConventionsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ModelCatalog CATALOG;
    private static final Planner PLANNER;

    static {
        Reading reading = ConfigFile.read(resource("gateway.yaml"), name -> Optional.empty());
        RouterConfig config = RouterConfig.read(reading.root(), LocalDate.EPOCH);
        if (!reading.problems().isEmpty()) {
            throw new AssertionError(reading.problems().lines());
        }
        CATALOG = new ModelCatalog(config.models());
        PLANNER = new Planner(CATALOG, config.egress(), RetryLimits.DEFAULTS);
    }

    private static String resource(String name) {
        try (InputStream in = ConventionsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> examples() throws IOException {
        JsonNode all = YAML.readTree(resource("conventions.yaml"));
        return StreamSupport.stream(all.spliterator(), false)
                .map(example -> Arguments.argumentSet(example.get("about").asText(), example));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesCompileToTheirPlanOrAreRefusedByName(JsonNode example) throws IOException {
        if (example.has("refused")) {
            assertThatThrownBy(() -> plan(example)).isInstanceOfSatisfying(GatewayException.class, refused -> {
                assertThat(refused.error().status())
                        .isEqualTo(example.path("status").asInt(400));
                JsonNode name = example.get("refused");
                assertThat(refused.error().param()).isEqualTo(name.isNull() ? null : name.asText());
                assertThat(refused.error().message()).doesNotContain("sk-own");
            });
            return;
        }
        Planned planned = plan(example);
        List<String> targets =
                planned.plan().steps().stream().map(step -> step.target().key()).toList();
        if (example.has("plan")) {
            assertThat(targets).isEqualTo(texts(example.get("plan")));
        }
        if (example.has("any_order")) {
            assertThat(targets).containsExactlyInAnyOrderElementsOf(texts(example.get("any_order")));
        }
        if (example.has("first")) {
            assertThat(targets.getFirst()).isEqualTo(example.get("first").asText());
        }
        check(planned, example);
        String document = new String(
                new DryRun(CATALOG).document(scan(example), planned, TargetStats.UNKNOWN), StandardCharsets.UTF_8);
        assertThat(document + planned).doesNotContain("sk-own");
    }

    private static void check(Planned planned, JsonNode example) {
        List<Step> steps = planned.plan().steps();
        List<StepOptions> options = steps.stream().map(Step::options).toList();
        assertThat(planned.billed())
                .isEqualTo(steps.stream()
                        .map(step -> step.target().billedAs())
                        .distinct()
                        .toList());
        assertThat(options.stream().filter(o -> o.key() != null).count())
                .isEqualTo(example.path("own_keys").asInt(0));
        assertThat(options.stream().filter(o -> o.customHost() != null).count())
                .isEqualTo(example.path("custom_hosts").asInt(0));
        assertThat(planned.plan().attemptsMax())
                .isEqualTo(example.path("attempts_max").asInt(0));
        if (watched(example)) {
            assertThat(planned.labels().user()).isEqualTo(example.path("user").asText(null));
            assertThat(planned.labels().tags()).isEqualTo(texts(example.path("tags")));
        } else {
            assertThat(planned.labels()).isEqualTo(Labels.NONE);
        }
        if (example.has("timeout_ms")) {
            assertThat(options)
                    .allSatisfy(o -> assertThat(o.total())
                            .hasMillis(example.get("timeout_ms").asLong()));
        }
        if (example.has("first_byte_timeout_ms")) {
            assertThat(options)
                    .allSatisfy(o -> assertThat(o.firstByte())
                            .hasMillis(example.get("first_byte_timeout_ms").asLong()));
        }
        if (example.has("options")) {
            assertThat(options).extracting(StepOptions::label).isEqualTo(texts(example.get("options")));
        }
        if (example.has("passed_on")) {
            assertThat(options.getFirst().headers()).isEqualTo(texts(example, "passed_on"));
        }
        List<String> edited = new ArrayList<>();
        options.forEach(o -> {
            edited.addAll(o.edits().set().keySet());
            edited.addAll(o.edits().defaults().keySet());
            o.edits().drop().stream().filter(name -> !name.equals("fallbacks")).forEach(edited::add);
        });
        assertThat(edited).isEqualTo(texts(example.path("edited")));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Planned plan(JsonNode example) {
        byte[] body = body(example);
        Map<String, String> headers = texts(example, "headers");
        Planner.Call call = new Planner.Call(
                dialect(example),
                scan(example),
                (start, end) -> Arrays.copyOfRange(body, start, end),
                texts(example, "client_headers"),
                headers.isEmpty() ? Preferences.NONE : new Preferences(headers, "/v1/chat/completions"),
                new Principal(
                        "acme",
                        "k",
                        example.has("bound_to") ? List.of(texts(example.get("bound_to"))) : List.of(),
                        watched(example)));
        return PLANNER.plan(call, TargetStats.UNKNOWN, new SplittableRandom(1));
    }

    /** Whether billing wants to know whose call it is. */
    private static boolean watched(JsonNode example) {
        return example.has("user")
                || example.has("tags")
                || example.path("watched").asBoolean();
    }

    private static BodyScan scan(JsonNode example) {
        return Dialects.client(dialect(example)).scanner().scan(body(example));
    }

    private static byte[] body(JsonNode example) {
        ObjectNode body = YAML.createObjectNode();
        body.put("model", example.path("model").asText("gpt-4o"));
        String conversation = dialect(example) == DialectId.OPENAI_RESPONSES ? "input" : "messages";
        body.putArray(conversation).addObject().put("role", "user").put("content", "hello");
        if (dialect(example) == DialectId.ANTHROPIC_MESSAGES) {
            body.put("max_tokens", 100);
        }
        example.path("body").properties().forEach(member -> body.set(member.getKey(), member.getValue()));
        return body.toString().replace("%LONG%", "x".repeat(257)).getBytes(StandardCharsets.UTF_8);
    }

    private static DialectId dialect(JsonNode example) {
        return switch (example.path("dialect").asText("chat")) {
            case "messages" -> DialectId.ANTHROPIC_MESSAGES;
            case "responses" -> DialectId.OPENAI_RESPONSES;
            default -> DialectId.OPENAI_CHAT;
        };
    }

    private static Map<String, String> texts(JsonNode example, String name) {
        Map<String, String> texts = new HashMap<>();
        example.path(name)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
