package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.Warnings;

/** Texts and media as parts. Nothing is written for what says nothing: an empty part is refused. */
final class PartWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PDF = "application/pdf";

    private final Warnings warnings;

    PartWriter(Warnings warnings) {
        this.warnings = warnings;
    }

    void write(ContentPart part, ArrayNode out, String path) {
        switch (part) {
            case ContentPart.Text text -> text(text.text(), out);
            case ContentPart.Refusal refusal -> text(refusal.text(), out);
            case ContentPart.Image image -> out.add(image(image, path));
            case ContentPart.Audio audio -> out.add(inline("audio/" + audio.format(), audio.data()));
            case ContentPart.Document document -> document(document, out, path);
            case ContentPart.SearchResult result -> searchResult(result, out, path);
            case ContentPart.Opaque own -> opaque(own, out, path);
            case ContentPart.ToolResult result -> writeAll(result.content(), out, path);
            case ContentPart.ToolCall ignored -> warnings.add(path, "unsupported");
            case ContentPart.Thinking ignored -> warnings.add(path, "unsupported");
            case ContentPart.RedactedThinking ignored -> warnings.add(path, "unsupported");
        }
    }

    private void writeAll(List<ContentPart> parts, ArrayNode out, String path) {
        for (int i = 0; i < parts.size(); i++) {
            write(parts.get(i), out, path + "." + i);
        }
    }

    static void text(@Nullable String text, ArrayNode out) {
        if (text != null && !text.isEmpty()) {
            out.addObject().put("text", SurrogateGuard.repair(text));
        }
    }

    private static ObjectNode image(ContentPart.Image image, String path) {
        return switch (image.source()) {
            case MediaSource.Base64 data -> inline(mediaType(data.mediaType()), data.data());
            case MediaSource.Url url -> file(url.url(), null, path);
            case MediaSource.FileId ignored -> throw foreignFile(path);
            case MediaSource.PlainText ignored -> throw invalid(path, "an image cannot be text");
            case MediaSource.Parts ignored -> throw invalid(path, "an image cannot have parts");
        };
    }

    private static String mediaType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.equals("image/jpg") ? "image/jpeg" : lower;
    }

    static ObjectNode inline(String mediaType, String data) {
        ObjectNode part = JSON.objectNode();
        part.putObject("inlineData").put("mimeType", mediaType).put("data", data);
        return part;
    }

    private static ObjectNode file(String url, @Nullable String knownType, String path) {
        if (!url.startsWith("https://")) {
            throw invalid(path, "only https URLs are supported by this model");
        }
        ObjectNode part = JSON.objectNode();
        ObjectNode file = part.putObject("fileData");
        String type = knownType == null ? typeOf(url) : knownType;
        if (type != null) {
            file.put("mimeType", type);
        }
        file.put("fileUri", url);
        return part;
    }

    /** By the name's ending; the provider looks for itself where there is none. */
    private static @Nullable String typeOf(String url) {
        String path = pathOf(url).toLowerCase(Locale.ROOT);
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "gif" -> "image/gif";
            case "heic" -> "image/heic";
            default -> null;
        };
    }

    private static String pathOf(String url) {
        try {
            String path = URI.create(url).getPath();
            return path == null ? "" : path;
        } catch (IllegalArgumentException e) {
            // an address that isn't strictly legal may still be fetched
            return "";
        }
    }

    private static GatewayException foreignFile(String path) {
        return invalid(path, "a file that was uploaded to one provider means nothing to another");
    }

    private static GatewayException invalid(String path, String problem) {
        return GatewayError.invalid(path, problem).asException();
    }

    private void document(ContentPart.Document document, ArrayNode out, String path) {
        if (document.citations()) {
            warnings.add(path + ".citations", "unsupported");
        }
        text(document.context(), out);
        String title = document.title();
        switch (document.source()) {
            case MediaSource.Base64 data -> {
                text(title, out);
                out.add(inline(mediaType(data.mediaType()), data.data()));
            }
            case MediaSource.Url url -> {
                text(title, out);
                out.add(file(url.url(), PDF, path));
            }
            case MediaSource.PlainText plain ->
                text(title == null || title.isEmpty() ? plain.text() : title + "\n" + plain.text(), out);
            case MediaSource.Parts inner -> {
                text(title, out);
                writeAll(inner.parts(), out, path);
            }
            case MediaSource.FileId ignored -> throw foreignFile(path);
        }
    }

    private void searchResult(ContentPart.SearchResult result, ArrayNode out, String path) {
        warnings.add(path + ".citations", "unsupported");
        List<String> lines = new ArrayList<>(List.of(result.title(), result.source()));
        for (ContentPart part : result.content()) {
            if (part instanceof ContentPart.Text body) {
                lines.add(body.text());
            }
        }
        text(String.join("\n", lines), out);
    }

    private void opaque(ContentPart.Opaque own, ArrayNode out, String path) {
        if (own.dialect() == DialectId.GEMINI) {
            out.add(GeminiJson.object(own.json()));
        } else {
            warnings.add(path + "." + own.type(), "unsupported");
        }
    }
}
