package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.modelgate.deploy.simulator.core.Signer;

/** Signs parts, and checks that a signature that comes back stands on the part that it was given with. */
record ThoughtSignatures(Signer signer) implements GeminiRule {

    private static final String BINDING = "part";
    private static final String SKIP = "skip_thought_signature_validator";
    private static final List<String> PLACEHOLDERS =
            List.of(SKIP, Base64.getEncoder().encodeToString(SKIP.getBytes(StandardCharsets.UTF_8)));

    String sign(String model, ObjectNode part) {
        return signer.sign(new Signer.Origin(model, BINDING), material(part));
    }

    @Override
    public Optional<String> fault(GeminiRequest request) {
        return forged(request).or(() -> missing(request));
    }

    private Optional<String> forged(GeminiRequest request) {
        for (JsonNode content : request.contents()) {
            for (JsonNode part : GeminiRequest.parts(content, "thoughtSignature")) {
                String signature = part.path("thoughtSignature").asText();
                if (PLACEHOLDERS.contains(signature)) {
                    continue;
                }
                if (signer.verify(signature, material(part)).isEmpty()) {
                    return Optional.of("Corrupted thought signature.");
                }
            }
        }
        return Optional.empty();
    }

    /** Each step of the current turn, which begins with what the user said last. */
    private static Optional<String> missing(GeminiRequest request) {
        if (!request.traits().wantsSignatures()) {
            return Optional.empty();
        }
        JsonNode contents = request.contents();
        for (int i = start(contents); i < contents.size(); i++) {
            List<JsonNode> calls = GeminiRequest.parts(contents.path(i), "functionCall");
            if (!calls.isEmpty() && !calls.getFirst().hasNonNull("thoughtSignature")) {
                return Optional.of(
                        "Function call is missing a thought_signature in functionCall parts. This is required for tools to "
                                + "work correctly, and missing thought_signature may lead to degraded model performance. "
                                + "Additional data, function call `default_api:"
                                + calls.getFirst()
                                        .path("functionCall")
                                        .path("name")
                                        .asText() + "` , position " + (i + 1)
                                + ". Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more "
                                + "details.");
            }
        }
        return Optional.empty();
    }

    private static int start(JsonNode contents) {
        for (int i = contents.size() - 1; i >= 0; i--) {
            boolean asks = !GeminiRequest.isModels(contents.path(i))
                    && GeminiRequest.parts(contents.path(i), "functionResponse").isEmpty();
            if (asks) {
                return i;
            }
        }
        return 0;
    }

    /** What identifies a part; the order of an object's keys doesn't. */
    private static String material(JsonNode part) {
        JsonNode call = part.path("functionCall");
        return call.isMissingNode()
                ? "text\n" + part.path("text").asText()
                : "call\n" + call.path("name").asText() + '\n' + sorted(call.path("args"));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            ObjectNode copy = object.objectNode();
            copy.setAll(fields);
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(item -> copy.add(sorted(item)));
            return copy;
        }
        return node;
    }
}
