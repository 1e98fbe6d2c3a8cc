package org.modelgate.router.provider.google;

import java.util.Optional;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;
import org.modelgate.translator.PathSegment;

/**
 * Gemini on Vertex AI: as on the Gemini API, behind a project and a location. A tuned model is an endpoint there
 * ({@code endpoints/123}).
 */
final class VertexHosting implements Hosting {
    private static final String ENDPOINTS = "endpoints/";
    private static final String MODELS = "models/";

    private final String parent;

    /** The names must be letters, digits and hyphens. */
    VertexHosting(String project, String location) {
        parent = "/v1beta1/projects/" + project + "/locations/" + location + "/";
    }

    @Override
    public String path(String model, boolean stream) {
        return named(model) + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    @Override
    public Optional<String> countPath(String model) {
        return Optional.of(named(model) + ":countTokens");
    }

    /** The parts of a request stand there as they are, without an envelope. */
    @Override
    public EncodedRequest wrapCount(EncodedRequest request) {
        return Hostings.geminiCountOnVertex(request);
    }

    private String named(String model) {
        if (model.startsWith(ENDPOINTS)) {
            return parent + ENDPOINTS + PathSegment.encode(model.substring(ENDPOINTS.length()));
        }
        String bare = model.startsWith(MODELS) ? model.substring(MODELS.length()) : model;
        return parent + "publishers/google/models/" + PathSegment.encode(bare);
    }
}
