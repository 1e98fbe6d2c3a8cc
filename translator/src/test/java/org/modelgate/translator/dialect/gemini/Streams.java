package org.modelgate.translator.dialect.gemini;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.StreamDecoder;

/** Streams as the provider sends them. */
final class Streams {
    private Streams() {}

    static String resource(String name) {
        try (var in = Streams.class.getResourceAsStream("/gemini/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A chunk of a stream; its parts and what stands beside the content, as JSON. */
    static String chunk(String parts, String beside) {
        return "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + parts + "]}" + beside
                + "}],\"modelVersion\":\"gemini-3-pro\",\"responseId\":\"r\"}\n\n";
    }

    static String text(String text) {
        return chunk("{\"text\":\"" + text + "\"}", "");
    }

    static String finish(String reason) {
        return chunk("", ",\"finishReason\":\"" + reason + "\"");
    }

    static List<StreamEvent> decode(String stream) {
        List<StreamEvent> events = new ArrayList<>();
        StreamDecoder decoder = new GeminiDialect().streams().decoder();
        decoder.feed(stream.getBytes(StandardCharsets.UTF_8), events::add);
        decoder.end(events::add);
        return events;
    }
}
