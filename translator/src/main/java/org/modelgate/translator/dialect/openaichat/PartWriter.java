package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.Warnings;

/** Content parts of user messages. */
final class PartWriter {
    private final ChatTarget target;
    private final Breakpoints breakpoints;
    private final Warnings warnings;

    PartWriter(ChatTarget target, Breakpoints breakpoints, Warnings warnings) {
        this.target = target;
        this.breakpoints = breakpoints;
        this.warnings = warnings;
    }

    /** The parts in chat's terms, in their order: texts, images, documents with inline data, and audio. */
    List<ContentPart> flattened(List<ContentPart> parts) {
        List<ContentPart> flat = new ArrayList<>();
        for (ContentPart part : parts) {
            flatten(part, flat);
        }
        return flat;
    }

    private void flatten(ContentPart part, List<ContentPart> flat) {
        switch (part) {
            case ContentPart.Text text -> {
                if (!text.text().isEmpty()) {
                    flat.add(text);
                }
            }
            case ContentPart.Image image -> flat.add(image);
            case ContentPart.Audio audio -> flat.add(audio);
            case ContentPart.Document document -> document(document, flat);
            case ContentPart.SearchResult result -> searchResult(result, flat);
            case ContentPart.Refusal refusal -> flat.add(ContentPart.Text.of(refusal.text()));
            case ContentPart.Opaque own -> warnings.add("messages." + own.type(), "unsupported");
            case ContentPart.ToolResult result -> flat.addAll(flattened(result.content()));
            case ContentPart.ToolCall ignored -> warnings.add("messages.tool_use", "unsupported");
            case ContentPart.Thinking ignored -> warnings.add("messages.thinking", "unsupported");
            case ContentPart.RedactedThinking ignored -> warnings.add("messages.thinking", "unsupported");
        }
    }

    private void document(ContentPart.Document document, List<ContentPart> flat) {
        if (document.citations()) {
            warnings.add("messages.document.citations", "unsupported");
        }
        if (document.context() != null) {
            flat.add(ContentPart.Text.of(document.context()));
        }
        switch (document.source()) {
            case MediaSource.Base64 ignored -> flat.add(document);
            case MediaSource.PlainText plain ->
                flat.add(new ContentPart.Text(titled(document.title(), plain.text()), document.cache(), null));
            case MediaSource.Parts inner -> flat.addAll(flattened(inner.parts()));
            case MediaSource.Url ignored -> throw unavailable("messages", "a document by URL");
            case MediaSource.FileId ignored -> throw unavailable("messages", "a file uploaded to another provider");
        }
    }

    private static String titled(@Nullable String title, String text) {
        return title == null || title.isEmpty() ? text : title + "\n" + text;
    }

    private void searchResult(ContentPart.SearchResult result, List<ContentPart> flat) {
        warnings.add("messages.search_result.citations", "unsupported");
        StringBuilder text = new StringBuilder(result.title()).append('\n').append(result.source());
        for (ContentPart part : result.content()) {
            if (part instanceof ContentPart.Text body) {
                text.append('\n').append(body.text());
            }
        }
        flat.add(new ContentPart.Text(text.toString(), result.cache(), null));
    }

    private static GatewayException unavailable(String field, String what) {
        return GatewayError.invalid(field, what + " can't be used with this model")
                .asException();
    }

    /** Writes a value for {@code content}: a string wherever that says the same. */
    void content(JsonGenerator g, List<ContentPart> flat) throws IOException {
        boolean texts = flat.stream().allMatch(ContentPart.Text.class::isInstance);
        boolean marked = target.breakpoints() && flat.stream().anyMatch(part -> PartReader.markOf(part) != null);
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
            case MediaSource.Base64 data -> g.writeStringField("url", dataUrl(data));
            case MediaSource.Url url -> g.writeStringField("url", url.url());
            case MediaSource.FileId ignored -> throw unavailable("messages", "an image uploaded to another provider");
            case MediaSource.PlainText ignored -> throw unavailable("messages", "text as an image");
            case MediaSource.Parts ignored -> throw unavailable("messages", "text as an image");
        }
        if (image.detail() != null) {
            g.writeStringField("detail", image.detail());
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
        g.writeStringField("filename", filename(document.title()));
        g.writeStringField("file_data", dataUrl(data));
        g.writeEndObject();
        breakpoints.write(g, document.cache());
        g.writeEndObject();
    }

    private static String filename(@Nullable String title) {
        String name = title == null || title.isBlank() ? "document" : title;
        return name.toLowerCase(Locale.ROOT).endsWith(".pdf") ? name : name + ".pdf";
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

    private static String dataUrl(MediaSource.Base64 data) {
        return "data:" + data.mediaType() + ";base64," + data.data();
    }
}
