package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.openai.Breakpoints;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.FlatParts;
import org.modelgate.translator.openai.InlineMedia;
import org.modelgate.translator.openai.PartMarks;

/** Content parts of user messages. */
final class PartWriter {
    private final ChatTarget target;
    private final Breakpoints breakpoints;

    PartWriter(ChatTarget target, Breakpoints breakpoints) {
        this.target = target;
        this.breakpoints = breakpoints;
    }

    /** Writes a value for {@code content}: a string wherever that says the same. */
    void content(JsonGenerator g, List<ContentPart> flat) throws IOException {
        boolean texts = flat.stream().allMatch(ContentPart.Text.class::isInstance);
        boolean marked = target.breakpoints() && flat.stream().anyMatch(part -> PartMarks.of(part) != null);
        if (texts && !marked && (flat.size() == 1 || !target.isOpenAi())) {
            List<String> strings = new ArrayList<>();
            flat.forEach(part -> strings.add(((ContentPart.Text) part).text()));
            g.writeString(String.join("\n", strings));
            return;
        }
        g.writeStartArray();
        for (ContentPart part : flat) {
            part(g, part);
        }
        g.writeEndArray();
    }

    private void part(JsonGenerator g, ContentPart part) throws IOException {
        switch (part) {
            case ContentPart.Text text -> text(g, text.text(), text.cache());
            case ContentPart.Image image -> image(g, image);
            case ContentPart.Document document -> file(g, document);
            case ContentPart.Audio audio -> audio(g, audio);
            case ContentPart.SearchResult ignored -> throw notFlat(part);
            case ContentPart.ToolCall ignored -> throw notFlat(part);
            case ContentPart.ToolResult ignored -> throw notFlat(part);
            case ContentPart.Thinking ignored -> throw notFlat(part);
            case ContentPart.RedactedThinking ignored -> throw notFlat(part);
            case ContentPart.Refusal ignored -> throw notFlat(part);
            case ContentPart.Opaque ignored -> throw notFlat(part);
        }
    }

    private static IllegalStateException notFlat(ContentPart part) {
        return new IllegalStateException("flattened before: " + part.getClass().getSimpleName());
    }

    void text(JsonGenerator g, String text, ContentPart.@Nullable CacheMark mark) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "text");
        g.writeStringField("text", text);
        breakpoints.write(g, mark);
        g.writeEndObject();
    }

    private void image(JsonGenerator g, ContentPart.Image image) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "image_url");
        g.writeObjectFieldStart("image_url");
        switch (image.source()) {
            case MediaSource.Base64 data -> g.writeStringField("url", InlineMedia.dataUrl(data));
            case MediaSource.Url url -> g.writeStringField("url", url.url());
            case MediaSource.FileId ignored -> throw FlatParts.unavailable("an image uploaded to another provider");
            case MediaSource.PlainText ignored -> throw FlatParts.unavailable("text as an image");
            case MediaSource.Parts ignored -> throw FlatParts.unavailable("text as an image");
        }
        if (image.detail() != null) {
            boolean old = image.detail().equals("original") && !target.breakpoints();
            g.writeStringField("detail", old ? "high" : image.detail());
        }
        g.writeEndObject();
        breakpoints.write(g, image.cache());
        g.writeEndObject();
    }

    private void file(JsonGenerator g, ContentPart.Document document) throws IOException {
        if (!(document.source() instanceof MediaSource.Base64 data)) {
            throw notFlat(document);
        }
        g.writeStartObject();
        g.writeStringField("type", "file");
        g.writeObjectFieldStart("file");
        g.writeStringField("filename", InlineMedia.filename(document.title(), data));
        g.writeStringField("file_data", InlineMedia.dataUrl(data));
        g.writeEndObject();
        breakpoints.write(g, document.cache());
        g.writeEndObject();
    }

    private void audio(JsonGenerator g, ContentPart.Audio audio) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "input_audio");
        g.writeObjectFieldStart("input_audio");
        g.writeStringField("data", audio.data());
        g.writeStringField("format", audio.format());
        g.writeEndObject();
        g.writeEndObject();
    }
}
