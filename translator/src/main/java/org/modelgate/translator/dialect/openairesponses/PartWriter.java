package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.CacheMark;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.Breakpoints;
import org.modelgate.translator.openai.FlatParts;
import org.modelgate.translator.openai.InlineMedia;

/** Parts of what users, developers and tools say, flattened before. */
final class PartWriter {
    private final Breakpoints breakpoints;
    private final boolean marks;

    /** @param marks whether the model takes cache marks */
    PartWriter(Breakpoints breakpoints, boolean marks) {
        this.breakpoints = breakpoints;
        this.marks = marks;
    }

    boolean writesMark(@Nullable CacheMark mark) {
        return marks && mark != null;
    }

    /** A tool's output as parts; its mark stands on the last one. */
    void output(JsonGenerator g, List<ContentPart> content, @Nullable CacheMark mark) throws IOException {
        List<ContentPart> written = content.isEmpty() ? List.of(ContentPart.Text.of("")) : content;
        g.writeStartArray();
        for (int i = 0; i < written.size(); i++) {
            part(g, written.get(i), i == written.size() - 1 ? mark : null);
        }
        g.writeEndArray();
    }

    void input(JsonGenerator g, ContentPart part) throws IOException {
        switch (part) {
            case ContentPart.Text text -> part(g, part, text.cache());
            case ContentPart.Image image -> part(g, part, image.cache());
            case ContentPart.Document document -> part(g, part, document.cache());
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

    private void part(JsonGenerator g, ContentPart part, @Nullable CacheMark mark) throws IOException {
        g.writeStartObject();
        if (part instanceof ContentPart.Text text) {
            g.writeStringField("type", "input_text");
            g.writeStringField("text", SurrogateGuard.repair(text.text()));
        } else if (part instanceof ContentPart.Image image) {
            image(g, image);
        } else if (part instanceof ContentPart.Document document) {
            file(g, document);
        } else {
            throw FlatParts.unavailable("audio in a tool's result");
        }
        breakpoints.write(g, mark);
        g.writeEndObject();
    }

    private void image(JsonGenerator g, ContentPart.Image image) throws IOException {
        g.writeStringField("type", "input_image");
        switch (image.source()) {
            case MediaSource.Base64 data -> g.writeStringField("image_url", InlineMedia.dataUrl(data));
            case MediaSource.Url url -> g.writeStringField("image_url", url.url());
            case MediaSource.FileId ignored -> throw FlatParts.unavailable("an image uploaded to another provider");
            case MediaSource.PlainText ignored -> throw FlatParts.unavailable("text as an image");
            case MediaSource.Parts ignored -> throw FlatParts.unavailable("text as an image");
        }
        if (image.detail() != null) {
            boolean old = image.detail().equals("original") && !marks;
            g.writeStringField("detail", old ? "high" : image.detail());
        }
    }

    private static void file(JsonGenerator g, ContentPart.Document document) throws IOException {
        g.writeStringField("type", "input_file");
        switch (document.source()) {
            case MediaSource.Base64 data -> {
                g.writeStringField("filename", InlineMedia.filename(document.title(), data));
                g.writeStringField("file_data", InlineMedia.dataUrl(data));
            }
            case MediaSource.Url url -> g.writeStringField("file_url", url.url());
            case MediaSource.FileId ignored -> throw notFlat(document);
            case MediaSource.PlainText ignored -> throw notFlat(document);
            case MediaSource.Parts ignored -> throw notFlat(document);
        }
    }

    private static void audio(JsonGenerator g, ContentPart.Audio audio) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "input_audio");
        g.writeObjectFieldStart("input_audio");
        g.writeStringField("data", audio.data());
        g.writeStringField("format", audio.format());
        g.writeEndObject();
        g.writeEndObject();
    }
}
