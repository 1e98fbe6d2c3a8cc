package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.Conversation;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolInput;
import org.modelgate.translator.Warnings;

/**
 * {@code contents}: turns of user and model, each call answered at once, each thought signature on its part. A pure function of
 * the messages, so that a longer history begins like the shorter one.
 */
final class ContentsWriter {
    /** Google's way out for a call that another model made: a signature is due, but there is none. */
    static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final GeminiModel model;
    private final TargetContext target;
    private final Warnings warnings;
    private final PartWriter parts;
    /** Names of the calls of the turn before, by id: a result must repeat them. */
    private final Map<String, String> names = new HashMap<>();

    ContentsWriter(GeminiModel model, TargetContext target, Warnings warnings) {
        this.model = model;
        this.target = target;
        this.warnings = warnings;
        this.parts = new PartWriter(warnings);
    }

    ArrayNode write(List<Message> messages) {
        SignedTurns signed = new SignedTurns(target);
        List<Message> restored = messages.stream().map(signed::restore).toList();
        List<Message> turns = new Conversation(false, warnings).arrange(restored);
        ArrayNode contents = JSON.arrayNode();
        for (int i = 0; i < turns.size(); i++) {
            Message turn = turns.get(i);
            String path = "messages." + i + ".content";
            boolean ofModel = turn.role() == Message.Role.ASSISTANT;
            ArrayNode written = ofModel ? ofModel(turn.parts(), path) : ofUser(turn.parts(), path);
            if (!written.isEmpty()) {
                contents.addObject().put("role", ofModel ? "model" : "user").set("parts", written);
            }
        }
        return contents;
    }

    private ArrayNode ofModel(List<ContentPart> turn, String path) {
        ArrayNode out = JSON.arrayNode();
        names.clear();
        boolean called = false;
        String signature = null;
        for (int i = 0; i < turn.size(); i++) {
            switch (turn.get(i)) {
                case ContentPart.Thinking mark -> signature = mark(mark, out);
                case ContentPart.ToolCall call -> {
                    boolean due = model.isThird() && !called && signature == null;
                    out.add(signed(call(call), due ? NO_SIGNATURE : signature));
                    called = true;
                    signature = null;
                }
                case ContentPart part -> {
                    int before = out.size();
                    parts.write(part, out, path + "." + i);
                    if (signature != null && out.size() > before) {
                        signed((ObjectNode) out.get(before), signature);
                        signature = null;
                    }
                }
            }
        }
        return out;
    }

    /** Writes a signature that has no part to go on; else gives it back for the next one. */
    private static @Nullable String mark(ContentPart.Thinking mark, ArrayNode out) {
        String text = mark.signature() == null ? "" : mark.signature();
        if (text.startsWith(SignedTurns.ON_NEXT)) {
            return text.substring(SignedTurns.ON_NEXT.length());
        }
        if (text.startsWith(SignedTurns.ALONE)) {
            signed(out.addObject().put("text", ""), text.substring(SignedTurns.ALONE.length()));
        } else if (text.startsWith(SignedTurns.ON_THOUGHT)) {
            ObjectNode thought = out.addObject().put("text", mark.text()).put("thought", true);
            signed(thought, text.substring(SignedTurns.ON_THOUGHT.length()));
        }
        return null;
    }

    private static ObjectNode signed(ObjectNode part, @Nullable String signature) {
        return signature == null ? part : part.put("thoughtSignature", signature);
    }

    private ObjectNode call(ContentPart.ToolCall call) {
        String name = ToolWriter.name(call.name());
        names.put(call.id(), name);
        ObjectNode part = JSON.objectNode();
        ObjectNode function = part.putObject("functionCall");
        id(function, call.id());
        function.put("name", name).set("args", ToolInput.parse(call.arguments()));
        return part;
    }

    /** Older models refuse the field and go by the order. */
    private void id(ObjectNode function, String id) {
        if (model.isThird()) {
            function.put("id", SurrogateGuard.repair(id));
        }
    }

    /** Results first, as many as there were calls; what they can't hold follows them. */
    private ArrayNode ofUser(List<ContentPart> turn, String path) {
        ArrayNode out = JSON.arrayNode();
        ArrayNode behind = JSON.arrayNode();
        for (int i = 0; i < turn.size(); i++) {
            if (turn.get(i) instanceof ContentPart.ToolResult result) {
                out.add(result(result, behind, path + "." + i));
            } else {
                parts.write(turn.get(i), behind, path + "." + i);
            }
        }
        boolean answers = !out.isEmpty();
        out.addAll(behind);
        boolean speaks = false;
        for (JsonNode part : out) {
            speaks |= part.has("text");
        }
        if (!answers && !speaks && !out.isEmpty()) {
            // Some models refuse media without a word.
            out.addObject().put("text", " ");
        }
        return out;
    }

    private ObjectNode result(ContentPart.ToolResult result, ArrayNode behind, String path) {
        ObjectNode part = JSON.objectNode();
        ObjectNode response = part.putObject("functionResponse");
        id(response, result.callId());
        response.put("name", names.getOrDefault(result.callId(), "unknown"));
        List<String> texts = new ArrayList<>();
        ArrayNode media = JSON.arrayNode();
        ArrayNode lifted = JSON.arrayNode();
        ArrayNode flat = JSON.arrayNode();
        for (int i = 0; i < result.content().size(); i++) {
            parts.write(result.content().get(i), flat, path + ".content." + i);
        }
        for (JsonNode piece : flat) {
            if (piece.has("text")) {
                texts.add(piece.get("text").asText());
            } else {
                (model.isThird() && piece.has("inlineData") ? media : lifted).add(piece);
            }
        }
        // Always wrapped: an object of the tool's own could hold a $ref, which would be followed.
        response.putObject("response").put(result.error() ? "error" : "output", String.join("\n", texts));
        if (!media.isEmpty()) {
            response.set("parts", media);
        }
        if (!lifted.isEmpty()) {
            behind.addObject().put("text", kind(result) + " from tool call " + result.callId() + ":");
            behind.addAll(lifted);
        }
        return part;
    }

    private static String kind(ContentPart.ToolResult result) {
        boolean document = result.content().stream()
                .anyMatch(part ->
                        part instanceof ContentPart.Document d && !(d.source() instanceof MediaSource.PlainText));
        return document ? "File" : "Image";
    }
}
