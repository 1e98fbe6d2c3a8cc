package org.modelgate.router.provider.google;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.modelgate.translator.Hosting;

/**
 * Google's Gemini API: model and operation stand in the path. Without {@code alt=sse} a stream would be one long JSON array.
 *
 * @param version of the API; new fields come to {@code v1beta} first
 */
record GeminiHosting(String version) implements Hosting {
    private static final String STREAM = ":streamGenerateContent?alt=sse";

    @Override
    public String path(String model, boolean stream) {
        return named(model) + (stream ? STREAM : ":generateContent");
    }

    @Override
    public Optional<String> countPath(String model) {
        return Optional.of(named(model) + ":countTokens");
    }

    private String named(String model) {
        String named = model.indexOf('/') < 0 ? "models/" + model : model;
        String path = Arrays.stream(named.split("/", -1))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        return "/" + version + "/" + path;
    }
}
