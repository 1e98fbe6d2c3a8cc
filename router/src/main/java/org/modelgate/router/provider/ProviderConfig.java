package org.modelgate.router.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;

/**
 * A configured provider.
 *
 * @param name its name in the file, shown to clients
 * @param provider its kind
 * @param baseUrl without trailing slash; null only for a local provider whose address isn't known yet
 * @param apiKey credential, if it takes one
 * @param headers extra request headers by lower-case name
 * @param maxConnections pool size of one router instance
 * @param region where it computes, as the file says; null if it says nothing
 */
public record ProviderConfig(
        String name,
        Provider provider,
        @Nullable URI baseUrl,
        @Nullable Secret apiKey,
        Map<String, String> headers,
        Timeouts timeouts,
        int maxConnections,
        @Nullable String region) {

    /** One in no known region. */
    public ProviderConfig(
            String name,
            Provider provider,
            @Nullable URI baseUrl,
            @Nullable Secret apiKey,
            Map<String, String> headers,
            Timeouts timeouts,
            int maxConnections) {
        this(name, provider, baseUrl, apiKey, headers, timeouts, maxConnections, null);
    }

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
                section.problem("type", "type " + type + " is not supported yet");
            }
            return null;
        }
        @Nullable URI usual = usualUrl(provider, section);
        boolean regional = provider.regionalUrl() != null;
        String address = regional ? "region" : "base_url";
        if (given == null && !section.has("base_url") && !section.has(address) && usual == null && !provider.local()) {
            section.problem(address, "is required for type " + type);
        }
        if (provider.keyRequired() && (given == null || regional) && (key == null || key.isBlank())) {
            section.problem(
                    "api_key",
                    "is required for type " + type
                            + (regional ? ": requests can't be signed with AWS credentials yet" : ""));
        }
        return new ProviderConfig(
                name,
                provider,
                given == null ? usual : given,
                secret(key, provider),
                headers,
                Timeouts.read(timeouts, provider.timeouts()),
                section.integer("max_connections", provider.maxConnections(), 1, 100_000),
                section.string("region"));
    }

    /** Where the vendor serves, by the region in the file if it has regions. */
    private static @Nullable URI usualUrl(Provider provider, Section section) {
        Function<String, URI> regional = provider.regionalUrl();
        if (regional == null) {
            return provider.defaultBaseUrl();
        }
        return section.parse(
                        "region", Optional.<URI>empty(), region -> Optional.of(regional.apply(checkedRegion(region))))
                .orElse(null);
    }

    /** It becomes part of a host's name, to which the credential is sent. */
    private static String checkedRegion(String region) {
        boolean good = region.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
        if (!good || region.isEmpty() || region.charAt(0) < 'a') {
            throw new IllegalArgumentException("must be of lower-case letters, digits and hyphens");
        }
        return region;
    }

    /** A local provider asks for a key as the real ones do, but any will do. */
    private static @Nullable Secret secret(@Nullable String key, Provider provider) {
        if (key != null && !key.isBlank()) {
            return new Secret(key);
        }
        return provider.local() ? new Secret("local") : null;
    }

    public ProviderConfig withBaseUrl(URI url) {
        return new ProviderConfig(name, provider, url, apiKey, headers, timeouts, maxConnections, region);
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
