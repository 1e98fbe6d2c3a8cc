package org.modelgate.translator.openai;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.MediaSource;
import org.modelgate.translator.Warnings;

/**
 * Content of a user or of a tool in OpenAI's terms (translation table, section 3): texts, images, audio, and documents with
 * inline data or, where the API has a form for that, a URL.
 */
public final class FlatParts {
    private final boolean documentUrls;
    private final Warnings warnings;

    /** @param documentUrls whether a document may be named by its URL */
    public FlatParts(boolean documentUrls, Warnings warnings) {
        this.documentUrls = documentUrls;
        this.warnings = warnings;
    }

    /** The parts in their order. */
    public List<ContentPart> of(List<ContentPart> parts) {
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
            case ContentPart.ToolResult result -> flat.addAll(of(result.content()));
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
            case MediaSource.Parts inner -> flat.addAll(of(inner.parts()));
            case MediaSource.Url ignored -> {
                if (!documentUrls) {
                    throw unavailable("a document by URL");
                }
                flat.add(document);
            }
            case MediaSource.FileId ignored -> throw unavailable("a file uploaded to another provider");
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

    /** Refuses what the target can't be given. */
    public static GatewayException unavailable(String what) {
        return GatewayError.invalid("messages", what + " can't be used with this model")
                .asException();
    }
}
