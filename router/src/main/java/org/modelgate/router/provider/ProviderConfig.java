package org.modelgate.router.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;

/**
 * A configured provider.
 *
 * @param name its name in the file, shown to clients
 * @param provider its kind, with the routes that this one has
 * @param baseUrl without trailing slash; null only for a local provider whose address isn't known yet
 * @param region where it computes, as its section says; null if it says nothing
 * @param apiKey credential, if it takes one in a header
 * @param credential proves calls in another way than by a key
 * @param headers extra request headers by lower-case name
 * @param maxConnections pool size of one router instance
 */
public record ProviderConfig(
        String name,
        Provider provider,
        @Nullable URI baseUrl,
        @Nullable String region,
        @Nullable Secret apiKey,
        @Nullable Credential credential,
        Map<String, String> headers,
        Timeouts timeouts,
        int maxConnections) {

    /** Headers that the gateway itself decides. */
    private static final Set<String> OWNED = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "accept",
            "accept-encoding",
            "cookie");

    public ProviderConfig {
        headers = Map.copyOf(headers);
    }

    /** One with a key at most. */
    public ProviderConfig(
            String name,
            Provider provider,
            @Nullable URI baseUrl,
            @Nullable Secret apiKey,
            Map<String, String> headers,
            Timeouts timeouts,
            int maxConnections) {
        this(name, provider, baseUrl, null, apiKey, null, headers, timeouts, maxConnections);
    }

    /** @return null if the section is so wrong that nothing can be said about the provider; the problems are reported */
    public static @Nullable ProviderConfig read(String name, Section section) {
        String type = section.required("type");
        Provider provider = Providers.ofType(type).orElse(null);
        @Nullable String key = section.string("api_key");
        @Nullable URI given = section.parse("base_url", Optional.<URI>empty(), text -> Optional.of(parseUrl(text)))
                .orElse(null);
        Map<String, String> headers = readHeaders(section);
        Section timeouts = section.section("timeouts");
        if (provider == null) {
            Timeouts.read(timeouts, Timeouts.ofSeconds(1, 1, 1, 1));
            section.integer("max_connections", 1, 1, 100_000);
            if (!type.isEmpty()) {
                section.problem("type", "there is no type " + type);
            }
            return null;
        }
        Secret secret = key == null || key.isBlank() ? null : new Secret(key);
        Access.Reach reach = provider.access().read(section, new Access.Given(type, given, secret));
        @Nullable String region = section.string("region");
        Map<String, String> all = new TreeMap<>(reach.headers());
        all.putAll(headers);
        return new ProviderConfig(
                name,
                reach.endpoints().isEmpty() ? provider : provider.withEndpoints(reach.endpoints()),
                reach.baseUrl(),
                region == null ? reach.region() : region,
                reach.apiKey(),
                reach.credential(),
                all,
                Timeouts.read(timeouts, provider.timeouts()),
                section.integer("max_connections", provider.maxConnections(), 1, 100_000));
    }

    public ProviderConfig withBaseUrl(URI url) {
        return new ProviderConfig(name, provider, url, region, apiKey, credential, headers, timeouts, maxConnections);
    }

    private static Map<String, String> readHeaders(Section section) {
        Map<String, String> headers = new TreeMap<>();
        section.stringMap("headers").forEach((header, value) -> {
            String lower = header.toLowerCase(Locale.ROOT);
            if (OWNED.contains(lower)) {
                section.problem("headers." + header, "is set by the gateway");
            } else if (!isToken(lower) || !isPrintable(value)) {
                section.problem("headers." + header, "is no valid header");
            } else {
                headers.put(lower, value);
            }
        });
        return headers;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
    }

    private static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    private static URI parseUrl(String text) {
        try {
            URI url = new URI(text.replaceFirst("/+$", ""));
            boolean http = Objects.equals(url.getScheme(), "http") || Objects.equals(url.getScheme(), "https");
            if (!http || url.getHost() == null || url.getQuery() != null || url.getUserInfo() != null) {
                throw new IllegalArgumentException("must be an http or https URL with a host and no query");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL", e);
        }
    }
}
