package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Segment;
import org.modelgate.deploy.simulator.core.Segment.Mark;
import org.modelgate.deploy.simulator.core.TokenCounter;

/** What a request costs to read, piece by piece: {@code TokenCounter.request(GeminiSegments.of(body))}. */
public final class GeminiSegments {

    private GeminiSegments() {}

    public static List<Segment> of(JsonNode body) {
        List<Segment> segments = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode declaration : tool.path("functionDeclarations")) {
                segments.add(new Segment(
                        Segment.BEFORE_MESSAGES, declaration.toString(), declarationTokens(declaration), Mark.NONE));
            }
        }
        JsonNode system = body.path("systemInstruction");
        if (!system.isMissingNode()) {
            segments.add(new Segment(Segment.BEFORE_MESSAGES, system.toString(), contentTokens(system), Mark.IMPLICIT));
        }
        JsonNode contents = body.path("contents");
        for (int i = 0; i < contents.size(); i++) {
            JsonNode content = contents.path(i);
            segments.add(new Segment(i, content.toString(), contentTokens(content), Mark.IMPLICIT));
        }
        return segments;
    }

    private static int declarationTokens(JsonNode declaration) {
        JsonNode schema = GeminiRequest.schema(declaration);
        return TokenCounter.PER_TOOL
                + TokenCounter.text(declaration.path("name").asText())
                + TokenCounter.text(declaration.path("description").asText())
                + (schema.isMissingNode() ? 0 : TokenCounter.text(schema.toString()));
    }

    private static int contentTokens(JsonNode content) {
        int tokens = TokenCounter.PER_MESSAGE;
        for (JsonNode part : content.path("parts")) {
            tokens += partTokens(part);
        }
        return tokens;
    }

    private static int partTokens(JsonNode part) {
        if (part.hasNonNull("text")) {
            return TokenCounter.text(part.path("text").asText());
        }
        if (part.hasNonNull("functionCall")) {
            JsonNode call = part.path("functionCall");
            String arguments = call.has("args") ? call.path("args").toString() : "{}";
            return TokenCounter.call(call.path("name").asText(), arguments);
        }
        if (part.hasNonNull("functionResponse")) {
            JsonNode response = part.path("functionResponse");
            return TokenCounter.PER_CALL
                    + TokenCounter.text(response.path("response").toString())
                    + TokenCounter.PER_ATTACHMENT * response.path("parts").size();
        }
        return part.hasNonNull("inlineData") || part.hasNonNull("fileData")
                ? TokenCounter.PER_ATTACHMENT
                : TokenCounter.text(part.toString());
    }
}
