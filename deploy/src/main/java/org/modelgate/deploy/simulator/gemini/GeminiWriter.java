package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Usage;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts an answer, or a part of one, into a response object. */
record GeminiWriter(ThoughtSignatures signatures, Prompt prompt, Reply reply, UsageForm form) {

    private static final ObjectMapper JSON = new ObjectMapper();

    ObjectNode answer() {
        List<ObjectNode> parts = new ArrayList<>();
        for (Block block : reply.blocks()) {
            switch (block) {
                case Block.Text(String text) -> parts.add(text(text));
                case Block.Thinking thinking -> {
                    if (thinking.shown()) {
                        parts.add(text(thinking.text()).put("thought", true));
                    }
                }
                case Block.ToolCall call -> call(call).ifPresent(parts::add);
            }
        }
        lastText(parts).ifPresent(this::sign);
        ObjectNode json = response(parts, Optional.of(finishReason()));
        form.put(json, "usageMetadata", usage(reply.usage().output()));
        return identified(json);
    }

    static ObjectNode text(String text) {
        return GeminiRequest.object().put("text", text);
    }

    /** The call; nothing where the token limit broke its arguments off, for they can't be shown as an object. */
    Optional<ObjectNode> call(Block.ToolCall call) {
        ObjectNode part = GeminiRequest.object();
        ObjectNode json = part.putObject("functionCall");
        if (traits().callIds()) {
            json.put("id", call.id().substring(0, 16));
        }
        json.put("name", call.name());
        try {
            JsonNode arguments = JSON.readTree(call.arguments());
            json.set("args", arguments);
        } catch (JsonProcessingException brokenOff) {
            return Optional.empty();
        }
        boolean first = reply.blocks().stream()
                .filter(Block.ToolCall.class::isInstance)
                .findFirst()
                .filter(call::equals)
                .isPresent();
        boolean thinks = reply.blocks().stream().anyMatch(Block.Thinking.class::isInstance);
        if (first && (traits().signs() || thinks)) {
            signed(part);
        }
        return Optional.of(part);
    }

    /** Signs what stands last of an answer without calls. */
    void sign(ObjectNode part) {
        boolean calls = reply.blocks().stream().anyMatch(Block.ToolCall.class::isInstance);
        if (!calls && traits().signs()) {
            signed(part);
        }
    }

    private void signed(ObjectNode part) {
        part.put("thoughtSignature", signatures.sign(prompt.model(), part));
    }

    private GeminiTraits traits() {
        return GeminiTraits.of(prompt.model());
    }

    private static Optional<ObjectNode> lastText(List<ObjectNode> parts) {
        return parts.isEmpty() || parts.getLast().has("thought") ? Optional.empty() : Optional.of(parts.getLast());
    }

    static ObjectNode response(List<ObjectNode> parts, Optional<String> finishReason) {
        ObjectNode json = GeminiRequest.object();
        ObjectNode candidate = json.putArray("candidates").addObject();
        if (!parts.isEmpty()) {
            ObjectNode content = candidate.putObject("content");
            content.putArray("parts").addAll(parts);
            content.put("role", "model");
        }
        finishReason.ifPresent(reason -> candidate.put("finishReason", reason));
        candidate.put("index", 0);
        return json;
    }

    ObjectNode identified(ObjectNode json) {
        return json.put("modelVersion", prompt.model()).put("responseId", reply.id());
    }

    /** A call ends with the same word as a text. */
    String finishReason() {
        return reply.stop() == Reply.Stop.MAX_TOKENS ? "MAX_TOKENS" : "STOP";
    }

    /**
     * What is told so far.
     *
     * @param output tokens that went out, thinking included
     */
    ObjectNode usage(int output) {
        Usage usage = reply.usage();
        int thoughts = Math.min(usage.thinking(), output);
        ObjectNode json = GeminiRequest.object().put("promptTokenCount", usage.prompt());
        json.put("candidatesTokenCount", output - thoughts).put("totalTokenCount", usage.prompt() + output);
        json.putArray("promptTokensDetails").addObject().put("modality", "TEXT").put("tokenCount", usage.prompt());
        if (usage.cacheRead() > 0) {
            json.put("cachedContentTokenCount", usage.cacheRead());
        }
        return thoughts > 0 ? json.put("thoughtsTokenCount", thoughts) : json;
    }
}
