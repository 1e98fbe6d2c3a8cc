package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;

/**
 * A {@code GenerateContentResponse}: a whole answer, or what a chunk of a stream adds to one. Only the first candidate counts.
 * Read without a tree but for the rare fields; reused for all chunks of a stream.
 */
final class ChunkReader {
    /**
     * A part; what isn't said is empty.
     *
     * @param call name of the function if it is a call
     * @param arguments of a call, a JSON object
     * @param otherJson the whole part if it is of another kind
     */
    record Part(
            String text,
            boolean thought,
            String signature,
            @Nullable String call,
            String callId,
            String arguments,
            String otherType,
            @Nullable String otherJson) {
        /** Whether it is more than a signature. */
        boolean says() {
            return !text.isEmpty() || call != null || otherJson != null;
        }
    }

    String id = "";
    String model = "";
    final List<Part> parts = new ArrayList<>();
    String finishReason = "";
    String finishMessage = "";
    String blockReason = "";
    String blockMessage = "";
    boolean answers;

    @Nullable GeminiUsage usage;

    @Nullable JsonNode error;

    JsonNode grounding = MissingNode.getInstance();

    /** @throws com.fasterxml.jackson.core.JsonProcessingException if the bytes are no JSON object */
    void read(byte[] bytes, int offset, int length) throws IOException {
        clear();
        try (JsonParser p = Json.mapper().createParser(bytes, offset, length)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(p, "no object");
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                p.nextToken();
                top(name, p);
            }
        }
    }

    private void clear() {
        id = "";
        model = "";
        parts.clear();
        finishReason = "";
        finishMessage = "";
        blockReason = "";
        blockMessage = "";
        answers = false;
        usage = null;
        error = null;
        grounding = MissingNode.getInstance();
    }

    private void top(String name, JsonParser p) throws IOException {
        switch (name) {
            case "responseId" -> id = text(p);
            case "modelVersion" -> model = text(p);
            case "candidates" -> candidates(p);
            case "promptFeedback" -> {
                JsonNode feedback = Json.mapper().readTree(p);
                blockReason = feedback.path("blockReason").asText("");
                blockMessage = feedback.path("blockReasonMessage").asText("");
                answers |= !blockReason.isEmpty();
            }
            case "usageMetadata" -> {
                answers = true;
                if (p.currentToken() == JsonToken.START_OBJECT) {
                    usage = GeminiUsage.read(p);
                } else {
                    p.skipChildren();
                }
            }
            case "error" -> {
                JsonNode said = Json.mapper().readTree(p);
                boolean none = said.isValueNode() ? said.asText("").isEmpty() || said.isNull() : said.isEmpty();
                error = none || (said.isBoolean() && !said.asBoolean()) ? null : said;
            }
            default -> p.skipChildren();
        }
    }

    private void candidates(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            p.skipChildren();
            return;
        }
        boolean first = true;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (first && p.currentToken() == JsonToken.START_OBJECT) {
                answers = true;
                candidate(p);
            } else {
                p.skipChildren();
            }
            first = false;
        }
    }

    private void candidate(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "content" -> content(p);
                case "finishReason" -> {
                    String reason = text(p);
                    finishReason = reason.equals("FINISH_REASON_UNSPECIFIED") ? "" : reason;
                }
                case "finishMessage" -> finishMessage = text(p);
                case "groundingMetadata" -> grounding = Json.mapper().readTree(p);
                default -> p.skipChildren();
            }
        }
    }

    private void content(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = p.currentName().equals("parts");
            if (p.nextToken() != JsonToken.START_ARRAY || !found) {
                p.skipChildren();
                continue;
            }
            while (p.nextToken() != JsonToken.END_ARRAY) {
                if (p.currentToken() == JsonToken.START_OBJECT) {
                    parts.add(part(p));
                } else {
                    p.skipChildren();
                }
            }
        }
    }

    private static Part part(JsonParser p) throws IOException {
        String text = "";
        boolean thought = false;
        String signature = "";
        JsonNode call = null;
        String otherType = "";
        JsonNode other = null;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "text" -> text = text(p);
                case "thought" -> thought = p.currentToken() == JsonToken.VALUE_TRUE;
                case "thoughtSignature" -> signature = text(p);
                case "functionCall" -> call = Json.mapper().readTree(p);
                case "inlineData", "fileData", "executableCode", "codeExecutionResult", "toolCall", "toolResponse" -> {
                    otherType = name;
                    other = Json.mapper().readTree(p);
                }
                default -> p.skipChildren();
            }
        }
        String name = call == null ? "" : call.path("name").asText("");
        String arguments = call == null || !call.path("args").isObject()
                ? "{}"
                : call.path("args").toString();
        return new Part(
                text,
                thought,
                signature,
                name.isEmpty() ? null : name,
                call == null ? "" : call.path("id").asText(""),
                arguments,
                otherType,
                other == null ? null : "{\"" + otherType + "\":" + other + "}");
    }

    private static String text(JsonParser p) throws IOException {
        if (p.currentToken() == JsonToken.VALUE_STRING) {
            return p.getText();
        }
        p.skipChildren();
        return "";
    }

    /** How many queries the answer's search made. */
    int queries() {
        return grounding.path("webSearchQueries").size();
    }
}
