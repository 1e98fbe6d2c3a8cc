package org.modelgate.translator.dialect.openairesponses;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.InlineMedia;
import org.modelgate.translator.openai.PartMarks;

/** Content of a message or of a tool's output: a string or a list of parts. */
final class PartReader {
    private PartReader() {}

    static List<ContentPart> parts(At content) {
        if (!content.present()) {
            throw content.invalid("is required");
        }
        if (content.node().isTextual()) {
            return List.of(ContentPart.Text.of(content.string()));
        }
        List<ContentPart> parts = new ArrayList<>();
        for (At part : content.items()) {
            parts.add(part(part));
        }
        return parts;
    }

    static ContentPart.ToolResult result(String callId, At output) {
        List<ContentPart> parts = parts(output);
        return new ContentPart.ToolResult(callId, PartMarks.unmarked(parts), false, PartMarks.last(parts, null));
    }

    /** Texts are taken in whatever role: some clients name all of them alike. */
    private static ContentPart part(At part) {
        return switch (part.object().get("type").string()) {
            case "input_text", "output_text", "text" ->
                new ContentPart.Text(part.get("text").string(), PartMarks.of(part), null);
            case "refusal" -> new ContentPart.Refusal(part.get("refusal").string());
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" ->
                new ContentPart.Audio(
                        part.get("input_audio").get("data").name(),
                        part.get("input_audio").get("format").name());
            default ->
                throw part.get("type")
                        .invalid(
                                "must be one of input_text, input_image, input_file, input_audio, output_text, refusal");
        };
    }

    private static ContentPart image(At part) {
        refuseUploaded(part);
        return new ContentPart.Image(
                InlineMedia.image(part.get("image_url")),
                part.get("detail").oneOfOrNull(List.of("auto", "low", "high", "original")),
                PartMarks.of(part));
    }

    private static ContentPart file(At part) {
        refuseUploaded(part);
        At url = part.get("file_url");
        MediaSource source =
                url.present() ? new MediaSource.Url(url.name()) : InlineMedia.document(part.get("file_data"));
        return new ContentPart.Document(source, part.get("filename").stringOrNull(), null, false, PartMarks.of(part));
    }

    private static void refuseUploaded(At part) {
        if (part.get("file_id").present()) {
            throw part.get("file_id").invalid("a file uploaded to another provider can't be used with this model");
        }
    }
}
