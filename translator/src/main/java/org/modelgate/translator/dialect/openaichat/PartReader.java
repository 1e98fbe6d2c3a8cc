package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.CacheMark;
import org.modelgate.common.inference.ContentPart.MediaSource;

/** Content of a message: a string or a list of parts. */
final class PartReader {
    private PartReader() {}

    /** @param content a string or an array; absent gives none */
    static List<ContentPart> parts(At content) {
        if (content.node().isTextual()) {
            return List.of(ContentPart.Text.of(content.string()));
        }
        List<ContentPart> parts = new ArrayList<>();
        for (At part : content.items()) {
            parts.add(part(part));
        }
        return parts;
    }

    private static ContentPart part(At part) {
        if (part.node().isTextual()) {
            return ContentPart.Text.of(part.string());
        }
        return switch (part.object().get("type").string()) {
            case "text" -> new ContentPart.Text(part.get("text").string(), cacheMark(part), null);
            case "refusal" -> new ContentPart.Refusal(part.get("refusal").string());
            case "image_url" -> image(part);
            case "input_audio" ->
                new ContentPart.Audio(
                        part.get("input_audio").get("data").name(),
                        part.get("input_audio").get("format").name());
            case "file" -> file(part);
            default -> throw part.get("type").invalid("must be one of text, image_url, input_audio, file, refusal");
        };
    }

    private static ContentPart image(At part) {
        At image = part.get("image_url");
        At url = image.node().isTextual() ? image : image.object().get("url");
        String value = url.name();
        MediaSource source;
        if (value.startsWith("https://") || value.startsWith("http://")) {
            source = new MediaSource.Url(value);
        } else {
            source = dataUrl(url);
        }
        String detail = image.node().isTextual() ? null : image.get("detail").stringOrNull();
        return new ContentPart.Image(source, detail, cacheMark(part));
    }

    private static ContentPart file(At part) {
        At file = part.get("file").object();
        if (file.get("file_id").present()) {
            throw file.get("file_id").invalid("a file uploaded to another provider can't be used with this model");
        }
        String name = file.get("filename").stringOrNull();
        At data = file.get("file_data");
        MediaSource.Base64 source = data.name().startsWith("data:")
                ? dataUrl(data)
                : new MediaSource.Base64("application/pdf", unbroken(data.string()));
        MediaSource document = source.mediaType().startsWith("text/") ? plainText(source, data) : source;
        return new ContentPart.Document(document, name, null, false, cacheMark(part));
    }

    private static MediaSource plainText(MediaSource.Base64 source, At data) {
        byte[] bytes = decoded(source.data());
        if (bytes == null) {
            throw data.invalid("is no valid base64");
        }
        return new MediaSource.PlainText(new String(bytes, UTF_8));
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static MediaSource.Base64 dataUrl(At url) {
        String value = url.string();
        int comma = value.indexOf(',');
        if (!value.startsWith("data:") || comma < 0) {
            throw url.invalid("must be an http(s) URL or a data URL");
        }
        String head = value.substring("data:".length(), comma);
        if (!head.endsWith(";base64")) {
            throw url.invalid("must be encoded as base64");
        }
        int semicolon = head.indexOf(';');
        String type = head.substring(0, semicolon).toLowerCase(Locale.ROOT);
        String data = unbroken(value.substring(comma + 1));
        if (data.isEmpty()) {
            throw url.invalid("holds no data");
        }
        return new MediaSource.Base64(type.equals("image/jpg") ? "image/jpeg" : type, data);
    }

    private static String unbroken(String base64) {
        boolean clean = base64.chars().noneMatch(Character::isWhitespace);
        return clean ? base64 : base64.replaceAll("\\s", "");
    }

    /** Anthropic's {@code cache_control} or OpenAI's {@code prompt_cache_breakpoint}; 12 hours are taken as one. */
    static @Nullable CacheMark cacheMark(At holder) {
        At mark = holder.get("cache_control").present()
                ? holder.get("cache_control")
                : holder.get("prompt_cache_breakpoint");
        if (!mark.present()) {
            return null;
        }
        String ttl = mark.object().get("ttl").oneOfOrNull(List.of("5m", "30m", "1h", "12h"));
        return ttl != null && ttl.endsWith("h") ? CacheMark.ONE_HOUR : CacheMark.FIVE_MINUTES;
    }

    static @Nullable CacheMark markOf(ContentPart part) {
        return switch (part) {
            case ContentPart.Text p -> p.cache();
            case ContentPart.Image p -> p.cache();
            case ContentPart.Document p -> p.cache();
            case ContentPart.SearchResult p -> p.cache();
            case ContentPart.ToolCall p -> p.cache();
            case ContentPart.ToolResult p -> p.cache();
            case ContentPart.Audio p -> null;
            case ContentPart.Thinking p -> null;
            case ContentPart.RedactedThinking p -> null;
            case ContentPart.Refusal p -> null;
            case ContentPart.Opaque p -> null;
        };
    }
}
