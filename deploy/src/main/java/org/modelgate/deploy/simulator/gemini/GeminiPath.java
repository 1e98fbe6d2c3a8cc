package org.modelgate.deploy.simulator.gemini;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modelgate.deploy.simulator.core.Call;

/**
 * What a path says: {@code /v1beta/models/gemini-3-pro:generateContent}, or the same behind
 * {@code /v1beta1/projects/p/locations/l/publishers/google}.
 *
 * @param vertex whether it is Vertex AI's
 */
record GeminiPath(boolean vertex, String model, String method) {

    static final String GENERATE = "generateContent";
    static final String STREAM = "streamGenerateContent";
    static final String COUNT = "countTokens";

    private static final Pattern PATH = Pattern.compile(
            "/v1(?:beta|alpha|beta1)?/(?<vertex>(?:projects/[^/]+/locations/[^/]+/)?publishers/google/)?"
                    + "(?:models|tunedModels)/(?<model>[^/]+):(?<method>" + GENERATE + '|' + STREAM + '|' + COUNT
                    + ")");

    static Optional<GeminiPath> of(Call call) {
        Matcher matcher = PATH.matcher(call.path());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String model = URLDecoder.decode(matcher.group("model").replace("+", "%2B"), StandardCharsets.UTF_8);
        return Optional.of(new GeminiPath(matcher.group("vertex") != null, model, matcher.group("method")));
    }

    /** The path of a call that is known to have one. */
    static GeminiPath in(Call call) {
        return of(call).orElseThrow(() -> new IllegalStateException("no model in " + call.path()));
    }

    boolean streams() {
        return method.equals(STREAM);
    }

    boolean counts() {
        return method.equals(COUNT);
    }
}
