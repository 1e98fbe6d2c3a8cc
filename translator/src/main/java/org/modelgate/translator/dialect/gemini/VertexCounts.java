package org.modelgate.translator.dialect.gemini;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;

/**
 * {@code countTokens} on Vertex AI, where the parts of a request stand beside each other, without the envelope of the Gemini API (wire
 * notes on Gemini, section 4).
 */
public final class VertexCounts {
    /** What is counted there; safety settings, labels and the rest aren't known to it. */
    private static final List<String> COUNTED = List.of("contents", "systemInstruction", "tools", "generationConfig");

    private VertexCounts() {}

    /** @param request of {@link GeminiCounter} */
    public static EncodedRequest unwrapped(EncodedRequest request) {
        byte[] body = request.body();
        JsonCursor c = new JsonCursor();
        c.reset(body, 0, body.length);
        if (!c.take('{') || !c.member(true)) {
            throw GatewayError.internal("no count request").asException();
        }
        int from = c.i;
        c.skip();
        int to = c.i;
        c.reset(body, from, to);
        c.take('{');
        MemberCuts cuts = new MemberCuts();
        for (boolean more = c.member(true); more; more = c.member(false)) {
            int start = c.memberStart();
            boolean counted = COUNTED.stream().anyMatch(name -> c.key(name.getBytes(StandardCharsets.UTF_8)));
            c.skip();
            cuts.member(start, c.i, !counted);
        }
        Splices splices = new Splices(body).cut(0, from).cut(to, body.length);
        splices.cut(cuts);
        return new EncodedRequest(splices.apply(), request.headers());
    }
}
