package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.openai.OpenAiUsage;

/** The fields of one chunk's first choice, read without a tree but for the rare ones. Reused for all chunks of a stream. */
final class ChunkReader {
    /** A piece of a call; what isn't said is empty, a missing index -1. */
    record CallDelta(int index, String id, String name, String arguments) {}

    private static final int NO_INDEX = -1;

    String id = "";
    String model = "";
    boolean hasChoices;
    String reasoning = "";
    String content = "";
    String refusal = "";
    final List<JsonNode> details = new ArrayList<>();
    final List<CallDelta> calls = new ArrayList<>();

    @Nullable String finishReason;

    /** Of the content. */
    @Nullable String logprobs;

    @Nullable Usage usage;

    @Nullable JsonNode error;

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
            if (p.nextToken() != null) {
                throw new JsonParseException(p, "more than an object");
            }
        }
    }

    private void clear() {
        id = "";
        model = "";
        hasChoices = false;
        reasoning = "";
        content = "";
        refusal = "";
        details.clear();
        calls.clear();
        finishReason = null;
        logprobs = null;
        usage = null;
        error = null;
    }

    private void top(String name, JsonParser p) throws IOException {
        switch (name) {
            case "id" -> id = text(p);
            case "model" -> model = text(p);
            case "choices" -> choices(p);
            case "usage" -> usage(p);
            case "x_groq" -> groq(p);
            case "error" -> {
                JsonNode node = Json.mapper().readTree(p);
                boolean empty = node.isNull()
                        || (node.isBoolean() && !node.asBoolean())
                        || (node.isTextual() && node.asText().isEmpty())
                        || (node.isContainerNode() && node.isEmpty());
                error = empty ? null : node;
            }
            default -> p.skipChildren();
        }
    }

    private void usage(JsonParser p) throws IOException {
        if (p.currentToken() == JsonToken.START_OBJECT) {
            usage = OpenAiUsage.read(p);
        } else {
            p.skipChildren();
        }
    }

    private void groq(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = p.currentName().equals("usage");
            p.nextToken();
            if (found && usage == null) {
                usage(p);
            } else {
                p.skipChildren();
            }
        }
    }

    private void choices(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() == JsonToken.START_OBJECT && !hasChoices) {
                hasChoices = true;
                choice(p);
            } else {
                p.skipChildren();
            }
        }
    }

    private void choice(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken value = p.nextToken();
            if (name.equals("finish_reason")) {
                finishReason = value == JsonToken.VALUE_STRING && !p.getText().isEmpty() ? p.getText() : null;
            } else if (name.equals("delta") && value == JsonToken.START_OBJECT) {
                delta(p);
            } else if (name.equals("logprobs") && value == JsonToken.START_OBJECT) {
                logprobs = Logprobs.readChoice(p);
            } else {
                p.skipChildren();
            }
        }
    }

    private void delta(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "content" -> content(p);
                case "reasoning_content", "reasoning" -> {
                    // Some send both with the same text.
                    String text = text(p);
                    reasoning = reasoning.isEmpty() ? text : reasoning;
                }
                case "refusal" -> refusal = text(p);
                case "reasoning_details" -> Json.mapper().<JsonNode>readTree(p).forEach(details::add);
                case "tool_calls" -> calls(p);
                case "function_call" -> {
                    if (p.currentToken() == JsonToken.START_OBJECT) {
                        calls.add(call(p, 0));
                    }
                }
                default -> p.skipChildren();
            }
        }
    }

    /** A string, or a list of parts as Mistral sends it. */
    private void content(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            content = text(p);
            return;
        }
        StringBuilder thoughts = new StringBuilder();
        StringBuilder texts = new StringBuilder();
        for (JsonNode part : Json.mapper().<JsonNode>readTree(p)) {
            for (JsonNode thought : part.path("thinking")) {
                thoughts.append(thought.path("text").asText(""));
            }
            texts.append(part.path("text").asText(""));
        }
        reasoning = reasoning + thoughts;
        content = texts.toString();
    }

    private void calls(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() == JsonToken.START_OBJECT) {
                calls.add(call(p, NO_INDEX));
            } else {
                p.skipChildren();
            }
        }
    }

    /** A call object, flat or with its parts in {@code function} or {@code custom}. */
    private static CallDelta call(JsonParser p, int indexIfAbsent) throws IOException {
        int index = indexIfAbsent;
        String id = "";
        String name = "";
        String arguments = "";
        int depth = 1;
        while (depth > 0) {
            if (p.nextToken() != JsonToken.FIELD_NAME) {
                depth--;
                continue;
            }
            String field = p.currentName();
            JsonToken value = p.nextToken();
            switch (field) {
                case "index" -> index = value == JsonToken.VALUE_NUMBER_INT ? p.getIntValue() : index;
                case "id" -> id = text(p);
                case "name" -> name = text(p);
                case "arguments", "input" ->
                    arguments = value == JsonToken.START_OBJECT
                            ? Json.mapper().<JsonNode>readTree(p).toString()
                            : text(p);
                case "function", "custom" -> {
                    if (value == JsonToken.START_OBJECT) {
                        depth++;
                    } else {
                        p.skipChildren();
                    }
                }
                default -> p.skipChildren();
            }
        }
        return new CallDelta(index, id, name, arguments);
    }

    private static String text(JsonParser p) throws IOException {
        if (p.currentToken() == JsonToken.VALUE_STRING) {
            return p.getText();
        }
        p.skipChildren();
        return "";
    }
}
