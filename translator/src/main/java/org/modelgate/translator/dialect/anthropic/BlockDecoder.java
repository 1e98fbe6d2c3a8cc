package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.Warnings;

/** Content blocks of a request to canonical parts, validated where they stand. */
final class BlockDecoder {
    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    /** Blocks of Anthropic's own tools and betas, which only its own providers understand. */
    private static final Set<String> OWN_BLOCKS = Set.of(
            "server_tool_use",
            "web_search_tool_result",
            "web_fetch_tool_result",
            "code_execution_tool_result",
            "bash_code_execution_tool_result",
            "text_editor_code_execution_tool_result",
            "tool_search_tool_result",
            "mcp_tool_use",
            "mcp_tool_result",
            "mcp_tool_listing",
            "advisor_tool_result",
            "fallback",
            "tool_addition",
            "tool_removal");

    private final ApiVersion version;
    private final Warnings warnings;

    BlockDecoder(ApiVersion version, Warnings warnings) {
        this.version = version;
        this.warnings = warnings;
    }

    /** A string is one text block; blank text is left out, for no API takes it. */
    List<ContentPart> content(Field content, Message.Role role) {
        List<ContentPart> parts = new ArrayList<>();
        if (content.node().isTextual()) {
            addText(parts, new ContentPart.Text(content.text(), null, null));
            return parts;
        }
        if (content.absent()) {
            throw content.invalid("Field required");
        }
        for (Field block : content.items()) {
            ContentPart part = block(block.object(), role);
            if (part instanceof ContentPart.Text text) {
                addText(parts, text);
            } else if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static void addText(List<ContentPart> parts, ContentPart.Text text) {
        if (!text.text().isBlank()) {
            parts.add(text);
        }
    }

    private @Nullable ContentPart block(Field block, Message.Role role) {
        String type = block.type();
        if (role == Message.Role.SYSTEM && !type.equals("text") && !OWN_BLOCKS.contains(type)) {
            throw block.get("type").invalid("only text is allowed in system messages");
        }
        return switch (type) {
            case "text" -> text(block, role);
            case "image" -> new ContentPart.Image(image(block.get("source").object()), null, block.cacheMark());
            case "document" -> document(block, role);
            case "search_result" -> searchResult(block);
            case "thinking" -> thinking(block, role);
            case "redacted_thinking" ->
                new ContentPart.RedactedThinking(
                        onlyIn(Message.Role.ASSISTANT, block, role).get("data").text());
            case "tool_use" -> toolUse(onlyIn(Message.Role.ASSISTANT, block, role));
            case "tool_result" -> toolResult(onlyIn(Message.Role.USER, block, role));
            case "container_upload", "compaction" ->
                throw block.get("type").invalid("'" + type + "' is bound to another provider");
            default -> own(block, type);
        };
    }

    private static Field onlyIn(Message.Role wanted, Field block, Message.Role role) {
        if (role != wanted) {
            throw block.get("type").invalid("'" + block.type() + "' is not allowed in this role");
        }
        return block;
    }

    private ContentPart own(Field block, String type) {
        if (!OWN_BLOCKS.contains(type)) {
            throw block.get("type").invalid("unknown block type '" + type + "'");
        }
        return new ContentPart.Opaque(DialectId.ANTHROPIC_MESSAGES, type, block.raw());
    }

    private ContentPart.Text text(Field block, Message.Role role) {
        Field citations = block.get("citations");
        boolean some = !citations.absent()
                && citations.node().isArray()
                && !citations.node().isEmpty();
        if (some && role == Message.Role.USER && version == ApiVersion.V2026_10_21) {
            throw citations.invalid("Extra inputs are not permitted");
        }
        return new ContentPart.Text(block.get("text").text(), block.cacheMark(), some ? citations.raw() : null);
    }

    private ContentPart thinking(Field block, Message.Role role) {
        onlyIn(Message.Role.ASSISTANT, block, role);
        return new ContentPart.Thinking(
                block.get("thinking").text(), block.get("signature").textOrNull());
    }

    private static ContentPart toolUse(Field block) {
        return new ContentPart.ToolCall(
                block.get("id").text(),
                block.get("name").text(),
                block.get("input").object().raw(),
                block.cacheMark());
    }

    private ContentPart toolResult(Field block) {
        List<ContentPart> parts = new ArrayList<>();
        Field content = block.get("content");
        List<String> loaded = new ArrayList<>();
        if (content.node().isTextual()) {
            addText(parts, ContentPart.Text.of(content.text()));
        } else {
            for (Field item : content.items()) {
                if (item.object().type().equals("tool_reference")) {
                    loaded.add(item.get("tool_name").text());
                } else {
                    parts.addAll(content(asArray(item), Message.Role.USER));
                }
            }
        }
        if (!loaded.isEmpty()) {
            parts.add(ContentPart.Text.of("Loaded tools: " + String.join(", ", loaded)));
        }
        return new ContentPart.ToolResult(
                block.get("tool_use_id").text(), parts, block.get("is_error").flag(), block.cacheMark());
    }

    private Field asArray(Field item) {
        String type = item.type();
        if (type.equals("tool_result") || type.equals("browser_state")) {
            throw item.get("type").invalid("'" + type + "' is not allowed in a tool result here");
        }
        String path = item.path();
        return new Field(
                JsonNodeFactory.instance.arrayNode().add(item.node()), path.substring(0, path.lastIndexOf('.')));
    }

    private ContentPart searchResult(Field block) {
        Field citations = block.get("citations").get("enabled");
        if (citations.flag()) {
            warnings.add(block.path() + ".citations", "unsupported");
        }
        return new ContentPart.SearchResult(
                block.get("source").text(),
                block.get("title").text(),
                content(block.get("content"), Message.Role.USER),
                block.cacheMark());
    }

    private ContentPart document(Field block, Message.Role role) {
        if (role == Message.Role.ASSISTANT && version == ApiVersion.V2026_10_21) {
            throw block.get("type").invalid("'document' is not allowed in assistant messages");
        }
        Field source = block.get("source").object();
        MediaSource media = switch (source.type()) {
            case "base64" ->
                new MediaSource.Base64(source.get("media_type").word(Set.of("application/pdf")), data(source));
            case "text" -> new MediaSource.PlainText(source.get("data").text());
            case "content" -> new MediaSource.Parts(content(source.get("content"), Message.Role.USER));
            case "url" -> new MediaSource.Url(source.get("url").text());
            case "file" -> throw foreignFile(source);
            default -> throw source.get("type").invalid("unknown source type '" + source.type() + "'");
        };
        return new ContentPart.Document(
                media,
                block.get("title").textOrNull(),
                block.get("context").textOrNull(),
                block.get("citations").get("enabled").flag(),
                block.cacheMark());
    }

    private static MediaSource image(Field source) {
        return switch (source.type()) {
            case "base64" -> new MediaSource.Base64(source.get("media_type").word(IMAGE_TYPES), data(source));
            case "url" -> new MediaSource.Url(source.get("url").text());
            case "file" -> throw foreignFile(source);
            default -> throw source.get("type").invalid("unknown source type '" + source.type() + "'");
        };
    }

    private static RuntimeException foreignFile(Field source) {
        return source.get("file_id").invalid("a file that was uploaded to one provider means nothing to another");
    }

    private static String data(Field source) {
        return source.get("data").text();
    }
}
