package org.modelgate.translator.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Samples;
import org.modelgate.translator.StopStrings;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/**
 * Cases as folders {@code golden/<client>-to-<provider>/<request|response|stream|error>/<case>}: what comes in, what goes out. They
 * are read as documentation too; {@code case.json} says what a case is about. Run with {@code -Dgolden.update} to rewrite what
 * goes out, and read the diff.
 */
class GoldenTest {
    private static final Path ROOT = Path.of("src/test/resources/golden");
    private static final Path PAGE = Path.of("../deploy/docs/translation.md");
    private static final GatewayUsage CHARGE = new GatewayUsage(42, 120, 1_234_500, "target", false);
    private static final String REQUEST_ID = "req_1";

    @TestFactory
    Stream<DynamicNode> goldens() throws IOException {
        return folders(ROOT).map(pair -> DynamicContainer.dynamicContainer(name(pair), kinds(pair)));
    }

    /** A pair that nobody looked at may do anything. */
    @Test
    void eachPairHasCasesOfEachKind() {
        List<String> missing = new ArrayList<>();
        for (String client : List.of("messages", "chat", "responses")) {
            for (String provider : List.of("messages", "chat", "responses", "gemini", "converse")) {
                for (String kind : List.of("request", "response", "stream", "error")) {
                    Path cases = ROOT.resolve(client + "-to-" + provider).resolve(kind);
                    if (!Files.isDirectory(cases)) {
                        missing.add(cases.toString());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The page is checked in, so that it can be read without a build. */
    @Test
    void thePageOfWhatIsTranslatedIsUpToDate() throws IOException {
        String table = new CapabilityTable(ROOT).text();
        if (GoldenCase.UPDATE) {
            Files.writeString(PAGE, table);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(table);
    }

    private static Stream<DynamicNode> kinds(Path pair) {
        return unchecked(pair)
                .map(kind -> DynamicContainer.dynamicContainer(
                        name(kind),
                        unchecked(kind)
                                .map(folder -> DynamicTest.dynamicTest(name(folder), folder.toUri(), () -> {
                                    GoldenCase golden = new GoldenCase(folder);
                                    run(Pair.of(name(pair)), name(kind), golden);
                                    golden.checkAllUsed();
                                }))));
    }

    private static void run(Pair pair, String kind, GoldenCase golden) {
        switch (kind) {
            case "request" -> request(pair, golden);
            case "response" -> response(pair, golden);
            case "stream" -> stream(pair, golden);
            case "error" -> error(pair, golden);
            default -> fail("unknown kind " + kind);
        }
    }

    private static void request(Pair pair, GoldenCase golden) {
        JsonNode settings = golden.settings();
        byte[] body = golden.required("client-request.json");
        Warnings warnings = new Warnings();
        EncodedRequest encoded;
        try {
            encoded = encode(pair, settings, golden, body, warnings);
        } catch (GatewayException e) {
            golden.outputJson("client-error.json", pair.client().errors().body(e.error(), REQUEST_ID));
            return;
        }
        assertThat(encode(pair, settings, golden, body, new Warnings()).body())
                .as("the same request gives the same bytes")
                .isEqualTo(encoded.body());
        if (pair.same()) {
            golden.outputText("provider-request.json", new String(encoded.body(), StandardCharsets.UTF_8));
        } else {
            golden.outputJson("provider-request.json", encoded.body());
        }
        golden.outputLines(
                "provider-headers.txt",
                encoded.headers().entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .sorted()
                        .toList());
        golden.outputLines("warnings.txt", warnings.entries());
    }

    private static EncodedRequest encode(
            Pair pair, JsonNode settings, GoldenCase golden, byte[] body, Warnings warnings) {
        String model = settings.path("model").asText("target-model");
        Map<String, String> headers = golden.strings(settings.path("headers"));
        if (pair.same()) {
            BodyScan scan = pair.client().scanner().scan(body);
            long cap = settings.path("maxOutputTokens").asLong(4096);
            return new EncodedRequest(pair.client().passthrough().patch(body, scan, model, cap), Map.of());
        }
        Long cap = settings.has("maxOutputTokens")
                ? settings.path("maxOutputTokens").asLong()
                : null;
        InferenceRequest canonical = pair.client().requests().decode(body, headers, warnings);
        TargetContext target = new TargetContext("target", model, cap, headers, Samples.carriers("acme"));
        return pair.provider().requests().encode(canonical, target, warnings);
    }

    private static void response(Pair pair, GoldenCase golden) {
        JsonNode settings = golden.settings();
        byte[] answer = golden.required("provider-answer.json");
        if (pair.same()) {
            byte[] body = pair.client().passthrough().withGatewayUsage(answer, CHARGE);
            golden.outputText("client-answer.json", new String(body, StandardCharsets.UTF_8));
            return;
        }
        AnswerContext context = context(pair, settings, golden);
        InferenceResponse decoded = StopStrings.in(pair.provider().responses().decode(answer), stops(pair, context));
        golden.outputJson("client-answer.json", pair.client().responses().encode(decoded, context, CHARGE));
    }

    /** Those that the provider isn't told. */
    private static List<String> stops(Pair pair, AnswerContext context) {
        if (context.request().stop().isEmpty()) {
            return List.of();
        }
        TargetContext target =
                new TargetContext("target", context.targetModel(), null, Map.of(), Samples.carriers("acme"));
        return pair.provider()
                .requests()
                .encode(context.request(), target, new Warnings())
                .stops();
    }

    private static AnswerContext context(Pair pair, JsonNode settings, GoldenCase golden) {
        byte @Nullable [] body = golden.input("client-request.json");
        Map<String, String> headers = golden.strings(settings.path("headers"));
        InferenceRequest request =
                body == null ? Samples.request() : pair.client().requests().decode(body, headers, new Warnings());
        return new AnswerContext(
                "0123456789abcdef0123456789abcdef",
                1_700_000_000L,
                request.model(),
                "target",
                settings.path("model").asText("target-model"),
                pair.provider().id(),
                Samples.carriers("acme"),
                request);
    }

    private static void stream(Pair pair, GoldenCase golden) {
        JsonNode settings = golden.settings();
        byte[] stream = golden.required("provider-stream.sse");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (pair.same()) {
            byte @Nullable [] body = golden.input("client-request.json");
            BodyScan scan = body == null ? null : pair.client().scanner().scan(body);
            StreamTap tap = pair.provider().meter().streamTap(scan == null ? anyScan(pair) : scan);
            out.writeBytes(tap.feed(stream));
            tap.end();
            GatewayError error = tap.error();
            byte[] sent = out.toByteArray();
            out.writeBytes(
                    error == null ? tap.tail(CHARGE) : pair.client().errors().event(error, REQUEST_ID, sent, sent));
        } else {
            translate(pair, context(pair, settings, golden), stream, out);
        }
        golden.outputText("client-stream.sse", out.toString(StandardCharsets.UTF_8));
    }

    private static BodyScan anyScan(Pair pair) {
        return pair.client()
                .scanner()
                .scan(
                        "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"input\":\"Hi\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static void translate(Pair pair, AnswerContext context, byte[] stream, ByteArrayOutputStream out) {
        StreamDecoder decoder = StopStrings.in(pair.provider().streams().decoder(), stops(pair, context));
        StreamEncoder encoder = pair.client().streams().encoder(context, 12);
        GatewayError[] failure = new GatewayError[1];
        decoder.feed(stream, event -> note(event, encoder, out, failure));
        decoder.end(event -> note(event, encoder, out, failure));
        out.writeBytes(failure[0] == null ? encoder.finish(CHARGE) : encoder.fail(failure[0]));
    }

    private static void note(
            StreamEvent event, StreamEncoder encoder, ByteArrayOutputStream out, GatewayError[] failure) {
        if (event instanceof StreamEvent.Failed failed) {
            failure[0] = failed.error();
        } else {
            out.writeBytes(encoder.encode(event));
        }
    }

    private static void error(Pair pair, GoldenCase golden) {
        JsonNode said = GoldenCase.tree(golden.required("provider-error.json"));
        JsonNode body = said.path("body");
        byte[] bytes = (body.isTextual() ? body.asText() : body.toString()).getBytes(StandardCharsets.UTF_8);
        GatewayError error = pair.provider()
                .errors()
                .decode(said.path("status").asInt(), golden.strings(said.path("headers")), bytes);
        ObjectNode shown = Json.mapper().createObjectNode();
        shown.put("status", pair.client().errors().status(error));
        if (error.retryAfterMillis() != GatewayError.NO_RETRY_AFTER) {
            shown.put("retryAfterMillis", error.retryAfterMillis());
        }
        shown.set("body", GoldenCase.tree(pair.client().errors().body(error, REQUEST_ID)));
        golden.outputJson("client-error.json", shown.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<Path> unchecked(Path folder) {
        try {
            return folders(folder);
        } catch (IOException e) {
            return fail(e);
        }
    }

    private static Stream<Path> folders(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            List<Path> sorted = paths.filter(Files::isDirectory).sorted().toList();
            assertThat(sorted).as("cases in " + folder).isNotEmpty();
            return sorted.stream();
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
