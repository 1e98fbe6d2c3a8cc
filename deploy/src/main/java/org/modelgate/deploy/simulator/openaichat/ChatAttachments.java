package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.openai.DataUrls;

/** Finds what isn't text in a message. */
final class ChatAttachments {

    private ChatAttachments() {}

    static List<Prompt.Attachment> of(JsonNode content) {
        List<Prompt.Attachment> found = new ArrayList<>();
        for (JsonNode part : ChatRequest.parts(content)) {
            switch (part.path("type").asText()) {
                case "image_url" ->
                    found.add(DataUrls.attachment(
                            "image", part.path("image_url").path("url").asText()));
                case "input_audio" -> {
                    JsonNode audio = part.path("input_audio");
                    String mediaType = "audio/" + audio.path("format").asText();
                    found.add(new Prompt.Attachment(
                            "audio",
                            mediaType,
                            DataUrls.decodedLength(audio.path("data").asText())));
                }
                case "file" -> {
                    JsonNode file = part.path("file");
                    found.add(DataUrls.attachment(
                            "document",
                            file.path("file_data").asText(file.path("file_id").asText())));
                }
                default -> {}
            }
        }
        return found;
    }
}
