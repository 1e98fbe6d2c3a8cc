package org.modelgate.router.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;

/** What the file may say of where a vendor's calls go and who pays for them. Pure: what it names is looked for when it's needed. */
@FunctionalInterface
public interface Access {
    /**
     * What every provider's section may say.
     *
     * @param type of the provider
     * @param baseUrl null if the file has none or a wrong one, which is reported already
     */
    record Given(
            String type, @Nullable URI baseUrl, @Nullable Secret apiKey) {}

    /**
     * What follows from it.
     *
     * @param baseUrl null if it isn't known
     * @param region where calls are served, where the address tells it
     * @param apiKey goes into the header that the route says, if there is one
     * @param credential proves calls in another way
     * @param headers of all calls, by lower-case name
     * @param endpoints routes of this provider alone; empty: those of its kind
     */
    record Reach(
            @Nullable URI baseUrl,
            @Nullable String region,
            @Nullable Secret apiKey,
            @Nullable Credential credential,
            Map<String, String> headers,
            List<Endpoint> endpoints) {
        public Reach {
            headers = Map.copyOf(headers);
            endpoints = List.copyOf(endpoints);
        }

        /** One with a key, at an address that says nothing else. */
        public static Reach of(@Nullable URI baseUrl, @Nullable Secret apiKey) {
            return new Reach(baseUrl, null, apiKey, null, Map.of(), List.of());
        }

        public Reach in(@Nullable String where) {
            return new Reach(baseUrl, where, apiKey, credential, headers, endpoints);
        }

        public Reach provenBy(Credential other) {
            return new Reach(baseUrl, region, apiKey, other, headers, endpoints);
        }

        public Reach with(Map<String, String> others) {
            return new Reach(baseUrl, region, apiKey, credential, others, endpoints);
        }

        public Reach at(List<Endpoint> others) {
            return new Reach(baseUrl, region, apiKey, credential, headers, others);
        }
    }

    /** Reads what only this vendor's section has; faults are reported to it. */
    Reach read(Section section, Given given);

    /** The same where a base URL may end in what this vendor's paths begin with. */
    default Access withoutSuffix(String suffix) {
        return (section, given) -> {
            URI url = given.baseUrl();
            if (url == null || !url.toString().endsWith(suffix)) {
                return read(section, given);
            }
            String text = url.toString();
            URI bare = URI.create(text.substring(0, text.length() - suffix.length()));
            return read(section, new Given(given.type(), bare, given.apiKey()));
        };
    }

    /** A vendor with one host; calls to it need a key. */
    static Access vendor(String url) {
        URI usual = URI.create(url);
        return (section, given) -> {
            if (given.baseUrl() == null && given.apiKey() == null) {
                section.problem("api_key", "is required for type " + given.type());
            }
            return Reach.of(given.baseUrl() == null ? usual : given.baseUrl(), given.apiKey());
        };
    }

    /** A server of the operator's own, which may want a key. */
    static Access server(String url) {
        URI usual = URI.create(url);
        return (section, given) -> Reach.of(given.baseUrl() == null ? usual : given.baseUrl(), given.apiKey());
    }

    /** A server whose address must be given. */
    static Access given() {
        return (section, given) -> {
            if (given.baseUrl() == null && !section.has("base_url")) {
                section.problem("base_url", "is required for type " + given.type());
            }
            return Reach.of(given.baseUrl(), given.apiKey());
        };
    }

    /** One that this process may run itself, and that asks for a key as the real ones do, but any will do. */
    static Access local() {
        return (section, given) ->
                Reach.of(given.baseUrl(), given.apiKey() == null ? new Secret("local") : given.apiKey());
    }
}
