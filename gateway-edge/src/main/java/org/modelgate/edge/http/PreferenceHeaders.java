package org.modelgate.edge.http;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Preferences;

/**
 * The headers by which a request asks something of routing, the gateway's own and those of other gateways' clients; what they mean is
 * the router's to say. A request without any costs a look at the first letters of each name.
 */
final class PreferenceHeaders {
    private static final List<String> PREFIXES = List.of(
            "x-portkey-", "x-gateway-", "x-litellm-", "x-llmgateway-", "x-bf-", "x-openrouter-", "x-session-", "x-no-");
    private static final List<AsciiString> WHOLE =
            List.of(AsciiString.cached("session_id"), AsciiString.cached("session-id"));

    /** Read elsewhere: keys, and what isn't about routing. */
    private static final Set<String> OTHERS = Set.of(
            "x-portkey-api-key",
            "x-portkey-anthropic-version",
            "x-portkey-anthropic-beta",
            "x-gateway-strict",
            "x-gateway-timeout",
            "x-litellm-api-key",
            "x-bf-vk",
            "x-bf-api-key");

    private @Nullable Map<String, String> found;

    void take(CharSequence name, CharSequence value) {
        String known = known(name);
        if (known != null) {
            if (found == null) {
                found = new HashMap<>();
            }
            found.merge(known, value.toString(), (first, second) -> first + "," + second);
        }
    }

    private static @Nullable String known(CharSequence name) {
        char first = name.isEmpty() ? ' ' : name.charAt(0);
        if (first == 'x' || first == 'X') {
            for (String prefix : PREFIXES) {
                if (AsciiString.regionMatches(name, true, 0, prefix, 0, prefix.length())) {
                    String lower = name.toString().toLowerCase(Locale.ROOT);
                    return OTHERS.contains(lower) ? null : lower;
                }
            }
        } else if (first == 's' || first == 'S') {
            for (AsciiString whole : WHOLE) {
                if (whole.contentEqualsIgnoreCase(name)) {
                    return whole.toString();
                }
            }
        }
        return null;
    }

    /**
     * What was found.
     *
     * @param providerKey a bearer token that isn't the caller's key to the gateway, null if there is none; it counts where the request
     *     names the provider that it is for
     */
    Preferences preferences(@Nullable String providerKey, String path) {
        if (found == null) {
            return Preferences.NONE;
        }
        if (providerKey != null && found.containsKey("x-portkey-provider")) {
            found.put("authorization", providerKey);
        }
        return new Preferences(found, path);
    }
}
