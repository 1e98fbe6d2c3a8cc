package org.modelgate.translator.dialect.openaichat;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.InlineMedia;
import org.modelgate.translator.openai.PartMarks;

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
            case "text" -> new ContentPart.Text(part.get("text").string(), PartMarks.of(part), null);
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
        boolean bare = image.node().isTextual();
        At url = bare ? image : image.object().get("url");
        String detail = bare ? null : image.get("detail").stringOrNull();
        return new ContentPart.Image(InlineMedia.image(url), detail, PartMarks.of(part));
    }

    private static ContentPart file(At part) {
        At file = part.get("file").object();
        if (file.get("file_id").present()) {
            throw file.get("file_id").invalid("a file uploaded to another provider can't be used with this model");
        }
        return new ContentPart.Document(
                InlineMedia.document(file.get("file_data")),
                file.get("filename").stringOrNull(),
                null,
                false,
                PartMarks.of(part));
    }
}
