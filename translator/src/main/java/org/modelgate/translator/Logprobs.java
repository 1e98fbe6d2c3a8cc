package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.json.Json;

/**
 * What OpenAI's dialects tell about each token of a text: {@code token, bytes, logprob, top_logprobs}. Both have the same entries,
 * but strict clients of each demand members that the other may leave out, so those are always there.
 */
public final class Logprobs {
    /** How a Responses request asks for them. */
    public static final String INCLUDE = "message.output_text.logprobs";

    private static final String TOKEN = "token";
    private static final String BYTES = "bytes";
    private static final String LOGPROB = "logprob";
    private static final String TOP = "top_logprobs";

    private Logprobs() {}

    /**
     * How a request asks for them, in Chat's form.
     *
     * @param top how many other tokens are wanted at each place; absent where the client didn't say
     */
    public static String asked(@Nullable Long top) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("logprobs", true);
        return (top == null ? asked : asked.put(TOP, top)).toString();
    }

    /** What {@link #asked} holds; null where the client didn't say. */
    public static @Nullable Integer top(String asked) {
        JsonNode top = tree(asked).path(TOP);
        return top.isInt() ? Integer.valueOf(top.asInt()) : null;
    }

    /** A provider's array; null if there are no entries. */
    public static @Nullable String of(JsonNode entries) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : entries) {
            if (entry.path(TOKEN).isTextual() && entry.path(LOGPROB).isNumber()) {
                ObjectNode whole = one(entry);
                ArrayNode top = whole.putArray(TOP);
                entry.path(TOP).forEach(other -> top.add(one(other)));
                all.add(whole);
            }
        }
        return all.isEmpty() ? null : all.toString();
    }

    /** The array at which a parser stands; it is then at its end. Empty ones, which stand in each event, cost nothing. */
    public static @Nullable String read(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            p.skipChildren();
            return null;
        }
        if (p.nextToken() == JsonToken.END_ARRAY) {
            return null;
        }
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (JsonToken token = p.currentToken(); token != JsonToken.END_ARRAY; token = p.nextToken()) {
            entries.add(Json.mapper().<JsonNode>readTree(p));
        }
        return of(entries);
    }

    /** The object of a choice, at which a parser stands: what it tells about the content. */
    public static @Nullable String readChoice(JsonParser p) throws IOException {
        String ofContent = null;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean content = p.currentName().equals("content");
            p.nextToken();
            if (content) {
                ofContent = read(p);
            } else {
                p.skipChildren();
            }
        }
        return ofContent;
    }

    private static ObjectNode one(JsonNode entry) {
        String token = entry.path(TOKEN).asText("");
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.put(TOKEN, SurrogateGuard.repair(token));
        one.set(LOGPROB, entry.path(LOGPROB));
        one.set(BYTES, entry.path(BYTES).isArray() ? entry.path(BYTES) : bytes(token));
        return one;
    }

    private static ArrayNode bytes(String token) {
        ArrayNode bytes = JsonNodeFactory.instance.arrayNode();
        for (byte one : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(one & 0xff);
        }
        return bytes;
    }

    /** Entries of two texts that follow each other. */
    public static @Nullable String join(@Nullable String first, @Nullable String second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first.substring(0, first.length() - 1) + "," + second.substring(1);
    }

    /** The entries of all texts of an answer; null if those of one of them aren't known. */
    public static @Nullable String ofAll(List<ContentPart> parts) {
        String all = null;
        for (ContentPart part : parts) {
            if (part instanceof ContentPart.Text text && !text.text().isEmpty()) {
                if (text.logprobsJson() == null) {
                    return null;
                }
                all = join(all, text.logprobsJson());
            }
        }
        return all;
    }

    /**
     * The entries of those tokens that lie in the text's first characters as a whole; null if there are none, or if the tokens
     * don't spell the text, as those that are parts of a character don't.
     */
    public static @Nullable String within(String text, int length, String entries) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        int at = 0;
        for (JsonNode entry : tree(entries)) {
            String token = entry.path(TOKEN).asText();
            if (!text.startsWith(token, at)) {
                return null;
            }
            at += token.length();
            if (at > length) {
                break;
            }
            kept.add(entry);
        }
        return kept.isEmpty() ? null : kept.toString();
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("log probabilities are raw JSON", e);
        }
    }
}
