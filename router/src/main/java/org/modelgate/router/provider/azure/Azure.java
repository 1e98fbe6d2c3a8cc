package org.modelgate.router.provider.azure;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.provider.AbortPolicy;
import org.modelgate.router.provider.Access.Given;
import org.modelgate.router.provider.Access.Reach;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.HostPart;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;

/** OpenAI's and others' models at Azure, and Claude there (wire notes on providers, sections 2.5 and 3). A model is a deployment. */
public final class Azure {
    private static final AuthScheme KEY = new AuthScheme("api-key", "");
    private static final String MODELS_SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final String FOUNDRY_SCOPE = "https://ai.azure.com/.default";
    private static final List<String> PREFIXES = List.of("/openai/v1", "/openai");

    private static final List<Endpoint> V1 = List.of(
            Endpoint.chat(Hosting.at("/openai/v1/chat/completions")).withAuth(KEY),
            Endpoint.responses(Hosting.at("/openai/v1/responses")).withAuth(KEY));

    private Azure() {}

    public static Provider models() {
        return Provider.of("azure", Azure::readModels, Timeouts.SILENT, V1.toArray(Endpoint[]::new))
                .withHints(RetryHints.COMMON.and(Set.of("DeploymentNotFound"), List.of()))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    public static Provider foundry() {
        return Provider.of(
                        "foundry",
                        Azure::readFoundry,
                        Timeouts.WITH_PINGS,
                        Endpoint.messages(Hostings.foundry(), AuthScheme.X_API_KEY))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    private static Reach readModels(Section section, Given given) {
        String version = section.parse("api_version", "", Azure::checkedVersion);
        URI base = base(section, given, ".openai.azure.com");
        Reach reach = authenticated(section, given, Reach.of(withoutPrefix(base), given.apiKey()), MODELS_SCOPE);
        return version.isEmpty() ? reach : reach.at(classic(version));
    }

    private static Reach readFoundry(Section section, Given given) {
        URI base = base(section, given, ".services.ai.azure.com/anthropic");
        return authenticated(section, given, Reach.of(base, given.apiKey()), FOUNDRY_SCOPE);
    }

    /** The surface before v1, where the deployment stands in the path of all but Responses. */
    private static List<Endpoint> classic(String version) {
        return List.of(
                new Endpoint(
                        DialectId.OPENAI_CHAT, new DeploymentHosting(version), model -> true, KEY, List.of(), Map.of()),
                Endpoint.responses(Hosting.at("/openai/responses?api-version=" + version))
                        .withAuth(KEY));
    }

    private static String checkedVersion(String version) {
        boolean good = version.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
        if (!good || version.isEmpty()) {
            throw new IllegalArgumentException("must be a version such as 2024-10-21");
        }
        return version;
    }

    private static @Nullable URI base(Section section, Given given, String domain) {
        String resource = HostPart.read(section, "resource");
        if (given.baseUrl() != null) {
            return given.baseUrl();
        }
        if (!section.has("resource") && !section.has("base_url")) {
            section.problem("base_url", "is required for type " + given.type() + ", or resource");
        }
        return resource == null ? null : URI.create("https://" + resource + domain);
    }

    /** The portal shows the address with and without what the paths begin with. */
    private static @Nullable URI withoutPrefix(@Nullable URI base) {
        if (base == null) {
            return null;
        }
        String text = base.toString();
        for (String prefix : PREFIXES) {
            if (text.endsWith(prefix)) {
                return URI.create(text.substring(0, text.length() - prefix.length()));
            }
        }
        return base;
    }

    private static Reach authenticated(Section section, Given given, Reach reach, String scope) {
        String tenant = HostPart.text(section, "tenant_id");
        String client = HostPart.text(section, "client_id");
        String secret = HostPart.text(section, "client_secret");
        boolean managed = section.bool("managed_identity", false);
        URI authority = section.parse("authority", EntraTokens.AUTHORITY, URI::create);
        URI identity = section.parse("identity_url", EntraTokens.INSTANCE_METADATA, URI::create);
        boolean anyOfApp = tenant != null || secret != null;
        int ways = (given.apiKey() == null ? 0 : 1) + (anyOfApp ? 1 : 0) + (managed ? 1 : 0);
        if (ways > 1) {
            section.problem("api_key", "can't be used together with tenant_id, client_secret or managed_identity");
        } else if (ways == 0 && given.baseUrl() == null) {
            section.problem(
                    "api_key", "is required for type " + given.type() + ", or tenant_id, or managed_identity: true");
        }
        if (anyOfApp) {
            return ofApp(
                    section, reach, new EntraTokens.App(authority, text(tenant), text(client), text(secret)), scope);
        }
        return managed ? reach.provenBy(EntraTokens.of(new EntraTokens.Managed(identity, client), scope)) : reach;
    }

    private static Reach ofApp(Section section, Reach reach, EntraTokens.App app, String scope) {
        Map.of(
                        "tenant_id",
                        app.tenant(),
                        "client_id",
                        app.client(),
                        "client_secret",
                        app.secret().value())
                .forEach((key, value) -> {
                    if (value.isEmpty()) {
                        section.problem(key, "is required beside tenant_id, client_id and client_secret");
                    }
                });
        return reach.provenBy(EntraTokens.of(app, scope));
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
