package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolInput;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;

/** Canonical parts as content blocks (translation table, sections 3, 5 and 6.3). One for each request. */
final class BlockWriter {
    static final int NAME_MAX = 64;
    private static final int CALL_ID_MAX = 64;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TOOL_ERROR = "[tool error]";

    private final TargetContext target;
    private final ModelTraits traits;
    private final CachePoints points;
    private final Warnings warnings;
    private final DocumentNames names = new DocumentNames();

    BlockWriter(TargetContext target, ModelTraits traits, CachePoints points, Warnings warnings) {
        this.target = target;
        this.traits = traits;
        this.points = points;
        this.warnings = warnings;
    }

    /** Adds what the parts become. {@code path} names them in errors and warnings. */
    void addAll(ArrayNode blocks, List<ContentPart> parts, String path) {
        for (int i = 0; i < parts.size(); i++) {
            add(blocks, parts.get(i), path + "." + i);
        }
    }

    private void add(ArrayNode blocks, ContentPart part, String path) {
        switch (part) {
            case ContentPart.Text text -> text(blocks, text);
            case ContentPart.Refusal refusal -> text(blocks, ContentPart.Text.of(refusal.text()));
            case ContentPart.Image image -> {
                blocks.add(Media.image(image, path));
                points.after(blocks, image.cache());
            }
            case ContentPart.Document document -> document(blocks, document, path);
            case ContentPart.Audio audio -> blocks.add(Media.audio(audio, path));
            case ContentPart.SearchResult result -> searchResult(blocks, result);
            case ContentPart.ToolCall call -> {
                blocks.add(call(call));
                points.after(blocks, call.cache());
            }
            case ContentPart.ToolResult result -> {
                blocks.add(result(result, path));
                points.after(blocks, result.cache());
            }
            case ContentPart.Thinking thinking -> thinking(blocks, thinking);
            case ContentPart.RedactedThinking redacted -> redacted(blocks, redacted);
            case ContentPart.Opaque own -> warnings.add(path, "unsupported");
        }
    }

    /** Blank texts are refused. */
    void text(ArrayNode blocks, ContentPart.Text text) {
        if (!text.text().isBlank()) {
            blocks.addObject().put("text", SurrogateGuard.repair(text.text()));
            points.after(blocks, text.cache());
        }
    }

    private void document(ArrayNode blocks, ContentPart.Document document, String path) {
        if (document.citations()) {
            warnings.add(path + ".citations", "unsupported");
        }
        if (document.context() != null) {
            text(blocks, ContentPart.Text.of(document.context()));
        }
        switch (document.source()) {
            case MediaSource.PlainText plain -> {
                String data = Base64.getEncoder().encodeToString(plain.text().getBytes(StandardCharsets.UTF_8));
                MediaSource.Base64 inline = new MediaSource.Base64("text/plain", data);
                blocks.add(Media.document(inline, names.of(document.title()), path));
            }
            case MediaSource.Parts inner -> {
                if (document.title() != null) {
                    text(blocks, ContentPart.Text.of(document.title()));
                }
                addAll(blocks, inner.parts(), path);
            }
            case MediaSource.Base64 inline -> blocks.add(Media.document(inline, names.of(document.title()), path));
            case MediaSource.Url url -> Media.inline(url, path, "a document");
            case MediaSource.FileId file -> Media.inline(file, path, "a document");
        }
        points.after(blocks, document.cache());
    }

    private void searchResult(ArrayNode blocks, ContentPart.SearchResult result) {
        warnings.add("messages.search_result.citations", "unsupported");
        StringBuilder text = new StringBuilder(result.title()).append('\n').append(result.source());
        for (ContentPart part : result.content()) {
            if (part instanceof ContentPart.Text body) {
                text.append('\n').append(body.text());
            }
        }
        text(blocks, new ContentPart.Text(text.toString(), result.cache(), null));
    }

    private static ObjectNode call(ContentPart.ToolCall call) {
        ObjectNode block = JSON.objectNode();
        block.putObject("toolUse")
                .put("toolUseId", callId(call.id()))
                .put("name", ToolNames.fit(call.name(), NAME_MAX))
                .set("input", ToolInput.parse(call.arguments()));
        return block;
    }

    private static String callId(String id) {
        return ToolNames.callId(id, CALL_ID_MAX);
    }

    /** Cache points can't stand within a result. */
    private ObjectNode result(ContentPart.ToolResult result, String path) {
        ArrayNode content = JSON.arrayNode();
        boolean inWords = result.error() && !traits.resultStatus();
        if (inWords) {
            content.addObject().put("text", TOOL_ERROR);
        }
        BlockWriter inner = new BlockWriter(target, traits, new CachePoints(false, new Warnings()), warnings);
        inner.addAll(content, result.content(), path);
        if (inWords && content.size() > 1 && content.get(1).has("text")) {
            String text = content.remove(1).path("text").asText();
            ((ObjectNode) content.get(0)).put("text", TOOL_ERROR + " " + text);
        }
        ObjectNode block = JSON.objectNode();
        ObjectNode body = block.putObject("toolResult").put("toolUseId", callId(result.callId()));
        body.set("content", content);
        if (result.error() && traits.resultStatus()) {
            body.put("status", "error");
        }
        return block;
    }

    /** Only what this provider's model signed goes back: its carrier tells. Vendors refuse reasoning without a signature. */
    private void thinking(ArrayNode blocks, ContentPart.Thinking thinking) {
        String signature = open(thinking.signature(), "thinking");
        if (signature != null) {
            blocks.addObject()
                    .putObject("reasoningContent")
                    .putObject("reasoningText")
                    .put("text", SurrogateGuard.repair(thinking.text()))
                    .put("signature", signature);
        }
    }

    private void redacted(ArrayNode blocks, ContentPart.RedactedThinking redacted) {
        String data = open(redacted.data(), "redacted");
        if (data != null) {
            blocks.addObject().putObject("reasoningContent").put("redactedContent", data);
        }
    }

    private @Nullable String open(@Nullable String value, String kind) {
        if (value == null || !Carriers.isCarrier(value)) {
            return null;
        }
        return target.carriers()
                .open(value, target.provider(), target.model())
                .filter(o -> o.kind().equals(kind) && !o.payload().isEmpty())
                .map(Carriers.Opened::payload)
                .orElse(null);
    }
}
