package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.translator.framing.EventStreamDecoder;
import org.modelgate.translator.framing.EventStreamFrame.Kind;

/** The frames of a body, read by the gateway's own decoder, which checks their sums. */
final class Frames {

    private Frames() {}

    record Frame(Kind kind, String type, JsonNode json) {}

    static List<Frame> of(byte[] body) {
        List<Frame> frames = new ArrayList<>();
        EventStreamDecoder decoder = new EventStreamDecoder();
        decoder.feed(
                body, frame -> frames.add(new Frame(frame.kind(), frame.type(), RunningSimulator.parse(frame.text()))));
        decoder.end();
        return frames;
    }

    /** The Anthropic events in the chunks. */
    static List<JsonNode> inner(byte[] body) {
        return of(body).stream()
                .filter(frame -> frame.type().equals("chunk"))
                .map(frame -> frame.json().path("bytes").asText())
                .map(bytes -> new String(Base64.getDecoder().decode(bytes), StandardCharsets.UTF_8))
                .map(RunningSimulator::parse)
                .toList();
    }
}
