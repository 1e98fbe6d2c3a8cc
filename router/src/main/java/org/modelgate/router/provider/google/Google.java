package org.modelgate.router.provider.google;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.Access.Given;
import org.modelgate.router.provider.Access.Reach;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.HostPart;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hostings;

/** The Gemini API, and Vertex AI with Gemini and Claude (wire notes on Gemini sections 1 and 7, on providers section 2.2). */
public final class Google {
    private static final AuthScheme KEY = new AuthScheme("x-goog-api-key", "");

    private Google() {}

    public static Provider gemini() {
        return Provider.of(
                "gemini",
                Access.vendor("https://generativelanguage.googleapis.com"),
                Timeouts.SILENT,
                Endpoint.plain(DialectId.GEMINI, new GeminiHosting("v1beta")).withAuth(KEY));
    }

    public static Provider vertex() {
        return Provider.of("vertex", Google::read, Timeouts.SILENT);
    }

    private static Reach read(Section section, Given given) {
        String project = HostPart.required(section, "project", given.type());
        String location = section.has("location") ? HostPart.read(section, "location") : "global";
        String file = HostPart.text(section, "credentials_file");
        String json = HostPart.text(section, "credentials_json");
        URI tokens = section.parse("token_url", Optional.<URI>empty(), text -> Optional.of(URI.create(text)))
                .orElse(null);
        if (file != null && json != null) {
            section.problem("credentials_json", "can't be used together with credentials_file");
        }
        if (given.apiKey() != null) {
            section.problem("api_key", "isn't used by type vertex: see credentials_file");
        }
        if (project == null || location == null) {
            return Reach.of(given.baseUrl(), null);
        }
        URI host = given.baseUrl() == null ? URI.create("https://" + host(location)) : given.baseUrl();
        return Reach.of(host, null)
                .in(location)
                .at(routes(project, location))
                .provenBy((vertx, clock) -> new GoogleTokens(vertx, clock, key(file, json), tokens));
    }

    private static GoogleKey key(@Nullable String file, @Nullable String json) {
        if (json != null) {
            return new GoogleKey.Given(new Secret(json));
        }
        return file == null ? new GoogleKey.Ambient() : new GoogleKey.InFile(file);
    }

    /** Claude in its own dialect, all else in Gemini's. */
    private static List<Endpoint> routes(String project, String location) {
        return List.of(
                Endpoint.hostedMessages(Hostings.vertexClaude(project, location), AuthScheme.BEARER)
                        .forModels(model -> model.startsWith("claude")),
                new Endpoint(
                        DialectId.GEMINI,
                        new VertexHosting(project, location),
                        model -> true,
                        AuthScheme.BEARER,
                        List.of(),
                        Map.of()));
    }

    private static String host(String location) {
        if (Objects.equals(location, "global")) {
            return "aiplatform.googleapis.com";
        }
        boolean multiple = location.equals("us") || location.equals("eu");
        return multiple ? "aiplatform." + location + ".rep.googleapis.com" : location + "-aiplatform.googleapis.com";
    }
}
