package org.modelgate.translator.dialect.bedrock;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.modelgate.translator.BedrockCounts;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.PathSegment;
import org.modelgate.translator.StreamUnwrapper;
import org.modelgate.translator.framing.EventStreamUnwrapper;

/** Converse at a regional host of Bedrock: the model stands in the path, the operation says whether a stream is asked for. */
public final class ConverseHosting implements Hosting {
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

    @Override
    public Optional<String> countPath(String model) {
        return BedrockCounts.path(model);
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
