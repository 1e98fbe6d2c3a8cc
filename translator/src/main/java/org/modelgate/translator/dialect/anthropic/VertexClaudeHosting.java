package org.modelgate.translator.dialect.anthropic;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.PathSegment;

/**
 * Claude on Google's Vertex (wire notes on providers, section 2.2): the model stands in the path, the version in the body, betas in
 * a header. Streams are SSE.
 */
public final class VertexClaudeHosting implements Hosting {
    private static final String CLASSIC = "vertex-2023-10-16";
    private static final Set<String> CUT = Set.of(HostedBody.MODEL);

    private final String models;

    /** @throws IllegalArgumentException if one of them isn't of letters, digits and hyphens: they become part of a URL */
    public VertexClaudeHosting(String project, String location) {
        models = "/v1/projects/" + checked("project", project) + "/locations/" + checked("location", location)
                + "/publishers/anthropic/models/";
    }

    private static String checked(String name, String value) {
        boolean good = !value.isEmpty()
                && value.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
                && value.charAt(0) >= 'a';
        if (!good) {
            throw new IllegalArgumentException(name + " must be of lower-case letters, digits and hyphens");
        }
        return value;
    }

    @Override
    public String path(String model, boolean stream) {
        // a version behind the name is part of the segment as it stands
        String segment = PathSegment.encode(model).replace("%40", "@");
        return models + segment + (stream ? ":streamRawPredict" : ":rawPredict");
    }

    @Override
    public Optional<String> countPath(String model) {
        return Optional.of(models + "count-tokens:rawPredict");
    }

    /** One path counts for all models, so the model stays in the body. */
    @Override
    public EncodedRequest wrapCount(EncodedRequest request) {
        return wrap(request, Set.of());
    }

    @Override
    public EncodedRequest wrap(EncodedRequest request, boolean stream) {
        return wrap(request, CUT);
    }

    private static EncodedRequest wrap(EncodedRequest request, Set<String> cut) {
        HostedBody body = new HostedBody(request.body(), cut);
        Map<String, String> headers = new HashMap<>(request.headers());
        ApiVersion version = CloudHeaders.takeVersion(headers, body);
        Betas.Taken betas = CloudHeaders.takeBetas(headers, body, Betas.Host.VERTEX);
        body.placeCacheMark();
        body.add("anthropic_version", "\"" + (version == ApiVersion.V2026_10_21 ? version.header() : CLASSIC) + "\"");
        if (!betas.sent().isEmpty()) {
            headers.put(CloudHeaders.BETA, String.join(",", betas.sent()));
        }
        return new EncodedRequest(body.bytes(), headers, betas.warnings());
    }
}
