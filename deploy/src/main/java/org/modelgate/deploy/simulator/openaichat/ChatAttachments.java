package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Prompt;

/** Finds what isn't text in a message. */
final class ChatAttachments {

    private static final String DATA = "data:";

    private ChatAttachments() {}

    static List<Prompt.Attachment> of(JsonNode content) {
        List<Prompt.Attachment> found = new ArrayList<>();
        for (JsonNode part : ChatRequest.parts(content)) {
            switch (part.path("type").asText()) {
                case "image_url" ->
                    found.add(
                            fromUrl("image", part.path("image_url").path("url").asText()));
                case "input_audio" -> {
                    JsonNode audio = part.path("input_audio");
                    String mediaType = "audio/" + audio.path("format").asText();
                    found.add(new Prompt.Attachment(
                            "audio", mediaType, decodedLength(audio.path("data").asText())));
                }
                case "file" -> {
                    JsonNode file = part.path("file");
                    found.add(fromUrl(
                            "document",
                            file.path("file_data").asText(file.path("file_id").asText())));
                }
                default -> {}
            }
        }
        return found;
    }

    private static Prompt.Attachment fromUrl(String kind, String url) {
        int comma = url.indexOf(',');
        if (!url.startsWith(DATA) || comma < 0) {
            return new Prompt.Attachment(kind, url, 0);
        }
        String mediaType = url.substring(DATA.length(), comma).replace(";base64", "");
        return new Prompt.Attachment(kind, mediaType, decodedLength(url.substring(comma + 1)));
    }

    private static int decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }
}
