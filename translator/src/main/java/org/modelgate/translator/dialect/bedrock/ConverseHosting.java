package org.modelgate.translator.dialect.bedrock;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.PathSegment;
import org.modelgate.translator.StreamUnwrapper;
import org.modelgate.translator.framing.EventStreamUnwrapper;

/** Converse at a regional host of Bedrock: the model stands in the path, the operation says whether a stream is asked for. */
public final class ConverseHosting implements Hosting {
    private static final Set<String> REGIONS = Set.of("us", "us-gov", "eu", "apac", "jp", "au", "in", "global");

    @Override
    public String path(String model, boolean stream) {
        return "/model/" + PathSegment.encode(model) + (stream ? "/converse-stream" : "/converse");
    }

    @Override
    public EncodedRequest wrap(EncodedRequest request, boolean stream) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("accept", stream ? "application/vnd.amazon.eventstream" : "application/json");
        return new EncodedRequest(request.body(), headers);
    }

    /** Counts go by the foundation model's id: profiles of several regions begin with one part more, and ARNs have none. */
    @Override
    public Optional<String> countPath(String model) {
        if (model.startsWith("arn:")) {
            return Optional.empty();
        }
        int first = model.indexOf('.');
        boolean profile = first > 0 && REGIONS.contains(model.substring(0, first));
        String foundation = profile ? model.substring(first + 1) : model;
        return Optional.of("/model/" + PathSegment.encode(foundation) + "/count-tokens");
    }

    @Override
    public EncodedRequest wrapCount(EncodedRequest request) {
        return wrap(request, false);
    }

    @Override
    public Optional<StreamUnwrapper> unwrapper() {
        return Optional.of(new EventStreamUnwrapper(ConverseEvents::write));
    }
}
