package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Base64Text;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolInput;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;

/** Canonical parts to content blocks of a request (translation table, sections 3, 5 and 6.3). */
final class BlockEncoder {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final int CALL_ID_MAX = 256;

    private final TargetContext target;
    private final CacheMarks marks;
    private final Warnings warnings;

    BlockEncoder(TargetContext target, CacheMarks marks, Warnings warnings) {
        this.target = target;
        this.marks = marks;
        this.warnings = warnings;
    }

    /** Null for a part that is left out. {@code path} names it in errors and warnings. */
    @Nullable ObjectNode block(ContentPart part, String path) {
        return switch (part) {
            case ContentPart.Text text -> text(text);
            case ContentPart.Refusal refusal -> text(ContentPart.Text.of(refusal.text()));
            case ContentPart.Image image -> marked(image(image, path), image.cache());
            case ContentPart.Document document -> marked(document(document, path), document.cache());
            case ContentPart.SearchResult result -> marked(searchResult(result, path), result.cache());
            case ContentPart.ToolCall call -> marked(call(call), call.cache());
            case ContentPart.ToolResult result -> marked(result(result, path), result.cache());
            case ContentPart.Thinking thinking -> thinking(thinking);
            case ContentPart.RedactedThinking redacted -> redacted(redacted);
            case ContentPart.Audio audio -> throw invalid(path, "audio is not supported by this model");
            case ContentPart.Opaque opaque -> opaque(opaque, path);
        };
    }

    private ObjectNode marked(ObjectNode block, ContentPart.@Nullable CacheMark mark) {
        marks.mark(block, mark);
        return block;
    }

    @Nullable ObjectNode text(ContentPart.Text text) {
        if (text.text().isBlank()) {
            return null;
        }
        ObjectNode block = JSON.objectNode().put("type", "text").put("text", SurrogateGuard.repair(text.text()));
        marks.mark(block, text.cache());
        return block;
    }

    private static ObjectNode image(ContentPart.Image image, String path) {
        ObjectNode block = JSON.objectNode().put("type", "image");
        switch (image.source()) {
            case MediaSource.Base64 data -> {
                String type = data.mediaType().toLowerCase(Locale.ROOT);
                type = type.equals("image/jpg") ? "image/jpeg" : type;
                if (!IMAGE_TYPES.contains(type)) {
                    throw invalid(path, "images of type '" + type + "' are not supported by this model");
                }
                block.set("source", base64(type, data.data()));
            }
            case MediaSource.Url url -> block.set("source", url(url.url(), path));
            case MediaSource.FileId file -> throw foreignFile(path);
            case MediaSource.PlainText text -> throw invalid(path, "an image cannot be text");
            case MediaSource.Parts parts -> throw invalid(path, "an image cannot have parts");
        }
        return block;
    }

    private static ObjectNode base64(String mediaType, String data) {
        return JSON.objectNode()
                .put("type", "base64")
                .put("media_type", mediaType)
                .put("data", Base64Text.bare(data));
    }

    private static ObjectNode url(String url, String path) {
        if (!url.startsWith("https://")) {
            throw invalid(path, "only https URLs are supported by this model");
        }
        return JSON.objectNode().put("type", "url").put("url", url);
    }

    private static GatewayException foreignFile(String path) {
        return invalid(path, "a file that was uploaded to one provider means nothing to another");
    }

    private ObjectNode document(ContentPart.Document document, String path) {
        ObjectNode block = JSON.objectNode().put("type", "document");
        switch (document.source()) {
            case MediaSource.Base64 data -> {
                if (!data.mediaType().equalsIgnoreCase("application/pdf")) {
                    throw invalid(path, "documents of type '" + data.mediaType() + "' are not supported by this model");
                }
                block.set("source", base64("application/pdf", data.data()));
            }
            case MediaSource.Url url -> block.set("source", url(url.url(), path));
            case MediaSource.FileId file -> throw foreignFile(path);
            case MediaSource.PlainText text ->
                block.set(
                        "source",
                        JSON.objectNode()
                                .put("type", "text")
                                .put("media_type", "text/plain")
                                .put("data", text.text()));
            case MediaSource.Parts parts -> {
                ObjectNode source = JSON.objectNode().put("type", "content");
                source.set("content", blocks(parts.parts(), path));
                block.set("source", source);
            }
        }
        if (document.title() != null) {
            block.put("title", document.title());
        }
        if (document.context() != null) {
            block.put("context", document.context());
        }
        if (document.citations()) {
            block.putObject("citations").put("enabled", true);
        }
        return block;
    }

    private ArrayNode blocks(Iterable<ContentPart> parts, String path) {
        ArrayNode array = JSON.arrayNode();
        int i = 0;
        for (ContentPart part : parts) {
            ObjectNode block = block(part, path + "." + i++);
            if (block != null) {
                array.add(block);
            }
        }
        return array;
    }

    private ObjectNode searchResult(ContentPart.SearchResult result, String path) {
        ObjectNode block = JSON.objectNode()
                .put("type", "search_result")
                .put("source", result.source())
                .put("title", result.title());
        block.set("content", blocks(result.content(), path));
        return block;
    }

    private static ObjectNode call(ContentPart.ToolCall call) {
        ObjectNode block = JSON.objectNode()
                .put("type", "tool_use")
                .put("id", callId(call.id()))
                .put("name", ToolNames.fit(call.name(), ToolNames.ANTHROPIC_MAX));
        block.set("input", ToolInput.parse(call.arguments()));
        return block;
    }

    static String callId(String id) {
        return ToolNames.callId(id, CALL_ID_MAX);
    }

    private ObjectNode result(ContentPart.ToolResult result, String path) {
        ObjectNode block = JSON.objectNode().put("type", "tool_result").put("tool_use_id", callId(result.callId()));
        ArrayNode content = blocks(result.content(), path);
        if (content.size() == 1 && isPlainText(result.content(), content.get(0))) {
            block.set("content", content.get(0).get("text"));
        } else if (!content.isEmpty()) {
            block.set("content", content);
        }
        if (result.error()) {
            block.put("is_error", true);
        }
        return block;
    }

    private static boolean isPlainText(List<ContentPart> parts, JsonNode block) {
        boolean marked = parts.stream().anyMatch(p -> p instanceof ContentPart.Text text && text.cache() != null);
        return !marked && block.path("type").asText().equals("text");
    }

    /**
     * A signature of the provider's own passes; one of our envelopes is opened, or its block is dropped: the provider would refuse
     * it. Reasoning without a signature is dropped too.
     */
    private @Nullable ObjectNode thinking(ContentPart.Thinking thinking) {
        String signature = thinking.signature();
        if (signature != null && Carriers.isCarrier(signature)) {
            signature = open(signature, "thinking");
        }
        if (signature == null || signature.isEmpty()) {
            return null;
        }
        return JSON.objectNode()
                .put("type", "thinking")
                .put("thinking", SurrogateGuard.repair(thinking.text()))
                .put("signature", signature);
    }

    private @Nullable ObjectNode redacted(ContentPart.RedactedThinking redacted) {
        String data = Carriers.isCarrier(redacted.data()) ? open(redacted.data(), "redacted") : redacted.data();
        return data == null
                ? null
                : JSON.objectNode().put("type", "redacted_thinking").put("data", data);
    }

    private @Nullable String open(String carrier, String kind) {
        Optional<Carriers.Opened> opened = target.carriers().open(carrier, target.provider(), target.model());
        return opened.filter(o -> o.kind().equals(kind))
                .map(Carriers.Opened::payload)
                .orElse(null);
    }

    private @Nullable ObjectNode opaque(ContentPart.Opaque opaque, String path) {
        if (opaque.dialect() != DialectId.ANTHROPIC_MESSAGES) {
            warnings.add(path, "unsupported");
            return null;
        }
        try {
            return (ObjectNode) Json.mapper().readTree(opaque.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }

    private static GatewayException invalid(String path, String problem) {
        return GatewayError.invalid(path, problem).asException();
    }
}
