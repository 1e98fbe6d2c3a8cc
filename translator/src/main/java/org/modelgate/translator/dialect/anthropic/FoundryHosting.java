package org.modelgate.translator.dialect.anthropic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;

/**
 * Claude on Azure's Foundry (wire notes on providers, section 2.5): as Anthropic's own API, with the deployment's name for a model
 * and fewer betas. The base URL ends in {@code /anthropic}.
 */
public final class FoundryHosting implements Hosting {
    @Override
    public String path(String model, boolean stream) {
        return "/v1/messages";
    }

    @Override
    public Optional<String> countPath(String model) {
        return Optional.of("/v1/messages/count_tokens");
    }

    @Override
    public EncodedRequest wrapCount(EncodedRequest request) {
        return wrap(request, false);
    }

    @Override
    public EncodedRequest wrap(EncodedRequest request, boolean stream) {
        String header = request.headers().get(CloudHeaders.BETA);
        if (header == null) {
            return request;
        }
        List<String> betas = Betas.of(Betas.Host.FOUNDRY, Betas.asked(header, List.of()));
        String sent = String.join(",", betas);
        if (Objects.equals(sent, header)) {
            return request;
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.remove(CloudHeaders.BETA);
        if (!sent.isEmpty()) {
            headers.put(CloudHeaders.BETA, sent);
        }
        return new EncodedRequest(request.body(), headers);
    }
}
