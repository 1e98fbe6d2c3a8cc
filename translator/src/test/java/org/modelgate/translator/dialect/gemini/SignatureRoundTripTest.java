package org.modelgate.translator.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Message;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/** An answer with signed parts goes to a client and comes back with its history: each signature must stand on its part again. */
class SignatureRoundTripTest {
    private static final String MODEL = "gemini-3-pro-preview";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    enum Kind {
        TEXT,
        SIGNED_TEXT,
        EMPTY_SIGNED_TEXT,
        THOUGHT,
        SIGNED_THOUGHT,
        CALL,
        SIGNED_CALL
    }

    @Property(tries = 300)
    void everySignatureComesBackOnItsPartThroughMessages(
            @ForAll @Size(min = 1, max = 8) List<Kind> kinds, @ForAll long seed) {
        ArrayNode parts = parts(kinds, new Random(seed));
        ArrayNode replayed = replayed(parts, DialectId.ANTHROPIC_MESSAGES, "acme", MODEL);
        assertThat(signed(replayed)).containsExactlyInAnyOrderElementsOf(signed(withoutLateSignatures(parts)));
        assertThat(text(replayed)).isEqualTo(text(parts));
    }

    @Property(tries = 300)
    void everySignatureComesBackOnItsPartThroughChat(
            @ForAll @Size(min = 1, max = 8) List<Kind> kinds, @ForAll long seed) {
        ArrayNode parts = parts(kinds, new Random(seed));
        ArrayNode replayed = replayed(parts, DialectId.OPENAI_CHAT, "acme", MODEL);
        assertThat(signed(replayed)).containsExactlyInAnyOrderElementsOf(signed(parts));
        assertThat(text(replayed)).isEqualTo(text(parts));
    }

    @Test
    @DisplayName(
            "pitfalls 24, 25: a signature of another tenant or model doesn't come back, its call gets the placeholder")
    void aForeignSignatureDoesNotComeBack() {
        ArrayNode parts = parts(List.of(Kind.SIGNED_CALL, Kind.SIGNED_TEXT), new Random(1));
        for (DialectId client : List.of(DialectId.ANTHROPIC_MESSAGES, DialectId.OPENAI_CHAT)) {
            for (ArrayNode replayed : List.of(
                    replayed(parts, client, "other", MODEL), replayed(parts, client, "acme", "gemini-3.6-flash"))) {
                assertThat(replayed.findValuesAsText("thoughtSignature")).containsExactly(ContentsWriter.NO_SIGNATURE);
            }
        }
    }

    /** A message can't end with thinking, so what is signed within its last run of text has no place in it. */
    private static ArrayNode withoutLateSignatures(ArrayNode parts) {
        ArrayNode kept = parts.deepCopy();
        int start = kept.size();
        while (start > 0 && isText(kept.path(start - 1))) {
            start--;
        }
        while (start < kept.size() && kept.path(start).path("text").asText().isEmpty()) {
            start++;
        }
        for (int i = start + 1; i < kept.size(); i++) {
            ((ObjectNode) kept.path(i)).remove("thoughtSignature");
        }
        return kept;
    }

    private static boolean isText(JsonNode part) {
        return part.has("text") && !part.has("thought");
    }

    private static ArrayNode parts(List<Kind> kinds, Random random) {
        ArrayNode parts = JSON.arrayNode();
        int call = 0;
        for (int i = 0; i < kinds.size(); i++) {
            String text = "part " + i + " \uD83D\uDE00".repeat(random.nextInt(3)) + ".";
            ObjectNode part = parts.addObject();
            switch (kinds.get(i)) {
                case TEXT, SIGNED_TEXT -> part.put("text", text);
                case EMPTY_SIGNED_TEXT -> part.put("text", "");
                case THOUGHT, SIGNED_THOUGHT -> part.put("text", text).put("thought", true);
                case CALL, SIGNED_CALL ->
                    part.putObject("functionCall")
                            .put("id", "fc_" + call++)
                            .put("name", "f")
                            .putObject("args")
                            .put("i", i);
            }
            if (kinds.get(i).name().contains("SIGNED")) {
                part.put("thoughtSignature", "c2ln" + i + "==");
            }
        }
        return parts;
    }

    /** The parts that the model is shown as its own, after a client has had them. */
    private static ArrayNode replayed(ArrayNode parts, DialectId clientId, String tenant, String model) {
        ClientDialect client = Dialects.client(clientId);
        ObjectNode answer = JSON.objectNode().put("modelVersion", MODEL).put("responseId", "r");
        answer.putArray("candidates")
                .addObject()
                .put("finishReason", "STOP")
                .putObject("content")
                .set("parts", parts);
        InferenceResponse decoded = new GeminiDialect().responses().decode(bytes(answer));
        AnswerContext context = new AnswerContext(
                "0123456789abcdef0123456789abcdef",
                1,
                "m",
                "google",
                MODEL,
                DialectId.GEMINI,
                Samples.carriers("acme"),
                Samples.request(Samples.tool("f")));
        JsonNode shown = tree(client.responses().encode(decoded, context, Samples.CHARGE));
        byte[] asked = clientId == DialectId.OPENAI_CHAT ? chatRequest(shown) : messagesRequest(shown);
        InferenceRequest request = client.requests().decode(asked, Map.of(), new Warnings());
        TargetContext target = new TargetContext("google", model, null, Map.of(), Samples.carriers(tenant));
        JsonNode sent = tree(new GeminiDialect()
                .requests()
                .encode(request, target, new Warnings())
                .body());
        return sent.path("contents").size() > 1
                        && sent.at("/contents/1/role").asText().equals("model")
                ? (ArrayNode) sent.at("/contents/1/parts")
                : JSON.arrayNode();
    }

    private static byte[] messagesRequest(JsonNode answer) {
        ObjectNode body = JSON.objectNode().put("model", "m").put("max_tokens", 99);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Hi");
        messages.addObject().put("role", "assistant").set("content", answer.path("content"));
        ArrayNode next = messages.addObject().put("role", "user").putArray("content");
        for (JsonNode block : answer.path("content")) {
            if (block.path("type").asText().equals("tool_use")) {
                next.addObject()
                        .put("type", "tool_result")
                        .put("tool_use_id", block.path("id").asText());
            }
        }
        next.addObject().put("type", "text").put("text", "Go on");
        return bytes(body);
    }

    private static byte[] chatRequest(JsonNode answer) {
        ObjectNode body = JSON.objectNode().put("model", "m");
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Hi");
        JsonNode message = answer.at("/choices/0/message");
        messages.add(message);
        for (JsonNode call : message.path("tool_calls")) {
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.path("id").asText())
                    .put("content", "ok");
        }
        messages.addObject().put("role", "user").put("content", "Go on");
        return bytes(body);
    }

    /** Each signature with what it stands on. */
    private static List<String> signed(ArrayNode parts) {
        List<String> signed = new ArrayList<>();
        for (JsonNode part : parts) {
            String signature = part.path("thoughtSignature").asText("");
            if (!signature.isEmpty() && !signature.equals(ContentsWriter.NO_SIGNATURE)) {
                String on = part.has("functionCall")
                        ? part.at("/functionCall/id").asText()
                        : part.path("thought").asBoolean() + part.path("text").asText();
                signed.add(on + " " + signature);
            }
        }
        return signed;
    }

    private static String text(ArrayNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            text.append(
                    part.path("thought").asBoolean() ? "" : part.path("text").asText(""));
        }
        return text.toString();
    }

    @Test
    void whatTheClientChangedIsNotSigned() {
        SignedTurns turns =
                new SignedTurns(new TargetContext("google", MODEL, null, Map.of(), Samples.carriers("acme")));
        String carrier = Samples.carriers("acme")
                .seal(
                        "thinking",
                        "google",
                        MODEL,
                        SignedPlace.text(0, 40, "sig").payload());
        Message shortened = new Message(
                Message.Role.ASSISTANT,
                List.of(new ContentPart.Thinking("", carrier), ContentPart.Text.of("Shortened")));
        assertThat(turns.restore(shortened).parts()).containsExactly(ContentPart.Text.of("Shortened"));
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
