package org.modelgate.translator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart.MediaSource;

/** Images and files as OpenAI's parts hold them: web URLs and data URLs. */
public final class InlineMedia {
    private InlineMedia() {}

    /** Source of an image from its URL of either kind. */
    public static MediaSource image(At url) {
        String value = url.name();
        return value.startsWith("https://") || value.startsWith("http://") ? new MediaSource.Url(value) : data(url);
    }

    /** Source of a document from {@code file_data}: a data URL, or the bare base64 of a PDF. Text is decoded. */
    public static MediaSource document(At data) {
        MediaSource.Base64 source = data.name().startsWith("data:")
                ? data(data)
                : new MediaSource.Base64("application/pdf", unbroken(data.string()));
        return source.mediaType().startsWith("text/") ? plainText(source, data) : source;
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

    private static MediaSource.Base64 data(At url) {
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

    public static String dataUrl(MediaSource.Base64 data) {
        return "data:" + data.mediaType() + ";base64," + data.data();
    }

    /** A name for a file that had only a title: OpenAI tells a PDF by its ending. */
    public static String filename(@Nullable String title, MediaSource.Base64 data) {
        String name = title == null || title.isBlank() ? "document" : title;
        boolean pdf = data.mediaType().equals("application/pdf");
        return !pdf || name.toLowerCase(Locale.ROOT).endsWith(".pdf") ? name : name + ".pdf";
    }
}
