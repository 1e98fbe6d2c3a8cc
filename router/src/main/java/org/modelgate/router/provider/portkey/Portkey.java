package org.modelgate.router.provider.portkey;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;
import org.modelgate.router.provider.Access.Given;
import org.modelgate.router.provider.Access.Reach;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Authentication;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.HostPart;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;

/**
 * Portkey, hosted or one's own (wire notes on providers, section 5). It speaks all dialects; whose model it asks is said by a
 * provider's name and key, a virtual key or a config. Its retries would multiply with ours, so it makes none; without strict
 * compliance its chat answers keep thinking.
 */
public final class Portkey {
    private static final URI HOSTED = URI.create("https://api.portkey.ai/v1");
    private static final AuthScheme KEY = new AuthScheme("x-portkey-api-key", "");
    private static final Map<String, String> ALWAYS =
            Map.of("x-portkey-retry-count", "0", "x-portkey-strict-open-ai-compliance", "false");

    private Portkey() {}

    public static Provider provider() {
        return Provider.of(
                "portkey",
                Portkey::read,
                Timeouts.SILENT,
                Endpoint.chat(Hosting.at("/chat/completions")).withAuth(KEY),
                Endpoint.messages(Hosting.at("/messages", "/messages/count_tokens"), KEY),
                Endpoint.responses(Hosting.at("/responses")).withAuth(KEY));
    }

    private static Reach read(Section section, Given given) {
        Map<String, String> secrets = new TreeMap<>();
        put(secrets, "x-portkey-virtual-key", HostPart.text(section, "virtual_key"));
        String key = HostPart.text(section, "provider_key");
        put(secrets, "authorization", key == null ? null : "Bearer " + key);
        Map<String, String> headers = new HashMap<>(ALWAYS);
        put(headers, "x-portkey-provider", HostPart.text(section, "provider"));
        put(headers, "x-portkey-config", HostPart.text(section, "config"));
        if (given.apiKey() == null && given.baseUrl() == null) {
            section.problem("api_key", "is required for type portkey");
        }
        if (key != null && !headers.containsKey("x-portkey-provider")) {
            section.problem("provider", "is required beside provider_key");
        }
        Reach reach = Reach.of(given.baseUrl() == null ? HOSTED : given.baseUrl(), given.apiKey())
                .with(headers);
        return secrets.isEmpty() ? reach : reach.provenBy((vertx, clock) -> new Keys(Map.copyOf(secrets)));
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    /** Keys beside Portkey's own: kept from what shows a configuration. */
    private static final class Keys implements Authentication {
        private final Future<Map<String, String>> keys;

        Keys(Map<String, String> keys) {
            this.keys = Future.succeededFuture(keys);
        }

        @Override
        public Future<Map<String, String>> headers(Outgoing request) {
            return keys;
        }

        @Override
        public boolean renew(int status, MultiMap answer) {
            return false;
        }
    }
}
