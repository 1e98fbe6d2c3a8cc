package org.modelgate.translator.dialect.anthropic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;

/**
 * Clouds that serve Messages as Anthropic's own API does, with fewer betas (wire notes on providers, sections 2.2 and 2.5): Foundry
 * at Azure, whose base URL ends in {@code /anthropic} and whose model is a deployment's name, and Bedrock's Mantle.
 */
public final class FilteredHosting implements Hosting {
    private final String messages;
    private final Betas.Host host;

    private FilteredHosting(String messages, Betas.Host host) {
        this.messages = messages;
        this.host = host;
    }

    public static FilteredHosting foundry() {
        return new FilteredHosting("/v1/messages", Betas.Host.FOUNDRY);
    }

    public static FilteredHosting bedrockMantle() {
        return new FilteredHosting("/anthropic/v1/messages", Betas.Host.BEDROCK_MANTLE);
    }

    @Override
    public String path(String model, boolean stream) {
        return messages;
    }

    @Override
    public Optional<String> countPath(String model) {
        return Optional.of(messages + "/count_tokens");
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
        Betas.Taken betas = Betas.of(host, Betas.asked(header, List.of()));
        String sent = String.join(",", betas.sent());
        if (Objects.equals(sent, header)) {
            return request;
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.remove(CloudHeaders.BETA);
        if (!sent.isEmpty()) {
            headers.put(CloudHeaders.BETA, sent);
        }
        return new EncodedRequest(request.body(), headers, betas.warnings());
    }
}
