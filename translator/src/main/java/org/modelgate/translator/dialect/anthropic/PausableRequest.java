package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.Splices;

/** A request whose answer may pause, and where in it the places are that differ in the next round. */
final class PausableRequest {
    /** Anthropic refuses a smaller thinking budget. */
    private static final long BUDGET_MIN = 1024;

    private final byte[] body;
    private long maxTokens;
    private @Nullable Span maxTokensAt;
    private long budget;
    private @Nullable Span budgetAt;
    private @Nullable Span containerAt;
    private int objectStart;
    private int messagesEnd = -1;

    private PausableRequest(byte[] body) {
        this.body = body;
    }

    /**
     * Whether a tool runs at the provider: only then does an answer pause. Looks at what stands in front of the conversation, where
     * encoders write tools.
     */
    static boolean mayPause(byte[] body) {
        try (JsonParser p = Json.factory().createParser(body)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                JsonToken value = p.nextToken();
                switch (name) {
                    case "messages" -> {
                        return false;
                    }
                    case "mcp_servers" -> {
                        return true;
                    }
                    case "tools" -> {
                        if (value == JsonToken.START_ARRAY && servedTool(p)) {
                            return true;
                        }
                    }
                    default -> p.skipChildren();
                }
            }
            return false;
        } catch (IOException e) {
            // no JSON: the provider says what is wrong with it
            return false;
        }
    }

    private static boolean servedTool(JsonParser p) throws IOException {
        boolean served = false;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() != JsonToken.START_OBJECT) {
                p.skipChildren();
                continue;
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean type = p.currentName().equals("type");
                served |= p.nextToken() == JsonToken.VALUE_STRING && type && !Objects.equals(p.getText(), "custom");
                p.skipChildren();
            }
        }
        return served;
    }

    static PausableRequest read(byte[] body) {
        PausableRequest request = new PausableRequest(body);
        try (JsonParser p = Json.factory().createParser(body)) {
            p.nextToken();
            request.objectStart = (int) p.currentTokenLocation().getByteOffset();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                request.member(p.currentName(), p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading what was read before", e);
        }
        return request;
    }

    private void member(String name, JsonParser p) throws IOException {
        JsonToken value = p.nextToken();
        int start = (int) p.currentTokenLocation().getByteOffset();
        if (name.equals("thinking") && value == JsonToken.START_OBJECT) {
            thinking(p);
            return;
        }
        p.skipChildren();
        p.finishToken();
        int end = (int) p.currentLocation().getByteOffset();
        switch (name) {
            case "messages" -> messagesEnd = end - 1;
            case "container" -> containerAt = new Span(start, end);
            case "max_tokens" -> {
                maxTokens = p.getValueAsLong();
                maxTokensAt = new Span(start, end);
            }
            default -> {
                // the same in each round
            }
        }
    }

    private void thinking(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = p.currentName().equals("budget_tokens");
            p.nextToken();
            if (wanted) {
                budget = p.getValueAsLong();
                int start = (int) p.currentTokenLocation().getByteOffset();
                p.finishToken();
                budgetAt = new Span(start, (int) p.currentLocation().getByteOffset());
            }
            p.skipChildren();
        }
    }

    /** Whether there are output tokens left for another round. */
    boolean leavesRoom(long spent) {
        long left = maxTokens - spent;
        return messagesEnd > 0 && maxTokensAt != null && left > (budgetAt == null ? 0 : BUDGET_MIN);
    }

    /**
     * The request of the next round: everything as it was, so that what the provider cached of it still holds.
     *
     * @param content JSON of the assistant's blocks so far
     * @param spent output tokens so far, which must leave room
     * @param container where the provider runs code, null if it doesn't
     */
    byte[] next(byte[] content, long spent, @Nullable String container) {
        long left = maxTokens - spent;
        Splices splices = new Splices(body);
        if (maxTokensAt != null) {
            splices.replace(maxTokensAt.start(), maxTokensAt.end(), ascii(Long.toString(left)));
        }
        if (budgetAt != null && budget >= left) {
            splices.replace(budgetAt.start(), budgetAt.end(), ascii(Long.toString(left - 1)));
        }
        if (container != null) {
            byte[] id = utf8('"' + new String(JsonStringEncoder.getInstance().quoteAsString(container)) + '"');
            if (containerAt == null) {
                splices.insert(objectStart + 1, utf8("\"container\":" + new String(id, StandardCharsets.UTF_8) + ","));
            } else {
                splices.replace(containerAt.start(), containerAt.end(), id);
            }
        }
        splices.insert(messagesEnd, ascii(",{\"role\":\"assistant\",\"content\":"));
        splices.insert(messagesEnd, content);
        splices.insert(messagesEnd, ascii("}"));
        return splices.apply();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
