package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.Base64Text;

/** Images, documents and sounds: inline data only, in formats that have a name (botocore's service model). */
final class Media {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Map<String, String> IMAGES = Map.of(
            "image/png", "png", "image/jpeg", "jpeg", "image/jpg", "jpeg", "image/gif", "gif", "image/webp", "webp");

    private static final Map<String, String> DOCUMENTS = Map.of(
            "application/pdf",
            "pdf",
            "text/csv",
            "csv",
            "application/msword",
            "doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
            "application/vnd.ms-excel",
            "xls",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            "text/html",
            "html",
            "text/plain",
            "txt",
            "text/markdown",
            "md");

    private static final Set<String> SOUNDS = Set.of(
            "mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "mkv", "mka", "x-aac", "m4a", "mpeg", "mpga", "pcm",
            "webm");

    private Media() {}

    static ObjectNode image(ContentPart.Image image, String path) {
        MediaSource.Base64 data = inline(image.source(), path, "an image");
        return block("image", format(IMAGES, data.mediaType(), path, "images"), data.data());
    }

    /** The block and, inside, a name that the caller sets. */
    static ObjectNode document(MediaSource.Base64 data, String name, String path) {
        ObjectNode block = block("document", format(DOCUMENTS, data.mediaType(), path, "documents"), data.data());
        ((ObjectNode) block.path("document")).put("name", name);
        return block;
    }

    static ObjectNode audio(ContentPart.Audio audio, String path) {
        String format = audio.format().toLowerCase(Locale.ROOT);
        if (!SOUNDS.contains(format)) {
            throw invalid(path, "audio of format '" + format + "' is not supported by this model");
        }
        return block("audio", format, audio.data());
    }

    static MediaSource.Base64 inline(MediaSource source, String path, String what) {
        return switch (source) {
            case MediaSource.Base64 data -> data;
            case MediaSource.Url url ->
                throw invalid(path, what + " by URL is not supported by this model: send its data inline");
            case MediaSource.FileId file ->
                throw invalid(path, "a file that was uploaded to one provider means nothing to another");
            case MediaSource.PlainText text -> throw invalid(path, what + " cannot be text");
            case MediaSource.Parts parts -> throw invalid(path, what + " cannot have parts");
        };
    }

    private static String format(Map<String, String> formats, String mediaType, String path, String what) {
        int parameters = mediaType.indexOf(';');
        String type = (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        String format = formats.get(type);
        if (format == null) {
            throw invalid(path, what + " of type '" + type + "' are not supported by this model");
        }
        return format;
    }

    private static ObjectNode block(String kind, String format, String base64) {
        ObjectNode block = JSON.objectNode();
        block.putObject(kind).put("format", format).putObject("source").put("bytes", Base64Text.bare(base64));
        return block;
    }

    private static GatewayException invalid(String path, String problem) {
        return GatewayError.invalid(path, problem).asException();
    }
}
