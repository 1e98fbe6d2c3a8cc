package org.modelgate.billing.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;

/**
 * Where events go.
 *
 * @param url of the operator's endpoint; it may hold a token, so it isn't printed
 * @param secrets each signs: the one that holds, and one that it replaces
 * @param timeout of one try
 * @param allowPrivate whether the endpoint may be in the operator's own networks, and without TLS
 */
public record WebhookConfig(URI url, List<Secret> secrets, Duration timeout, boolean allowPrivate) {
    private static final String PREFIX = "whsec_";
    private static final int KEY_BYTES_MIN = 24;
    private static final int KEY_BYTES_MAX = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(30);

    public WebhookConfig {
        secrets = List.copyOf(secrets);
    }

    /** Reads {@code webhooks}; null if no endpoint is named. */
    public static @Nullable WebhookConfig read(Section section) {
        boolean allowPrivate = section.bool("allow_private", false);
        Duration timeout = timeout(section);
        List<Secret> secrets = new ArrayList<>(2);
        for (String name : List.of("secret", "previous_secret")) {
            String secret = section.string(name);
            if (secret != null && section.parse(name, true, WebhookConfig::checked)) {
                secrets.add(new Secret(secret));
            }
        }
        URI none = URI.create("");
        URI url = section.parse("url", none, text -> url(text, allowPrivate));
        if (!section.has("url")) {
            return null;
        }
        if (!section.has("secret")) {
            section.problem("secret", "is required");
        }
        return new WebhookConfig(url, secrets, timeout, allowPrivate);
    }

    private static Duration timeout(Section section) {
        Duration timeout = section.duration("timeout", TIMEOUT);
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            section.problem("timeout", "must be from 100ms to 30s");
            return TIMEOUT;
        }
        return timeout;
    }

    private static URI url(String text, boolean allowPrivate) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL", e);
        }
        boolean https = Objects.equals(url.getScheme(), "https");
        if (!https && !(allowPrivate && Objects.equals(url.getScheme(), "http"))) {
            throw new IllegalArgumentException("must begin with https:// (http:// where allow_private is true)");
        }
        if (url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException("must have a host, and neither a user nor a fragment");
        }
        return url;
    }

    private static Boolean checked(String secret) {
        key(secret);
        return true;
    }

    /** The bytes of a secret such as {@code whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}. */
    static byte[] key(String secret) {
        byte[] key;
        try {
            key = secret.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX) {
            throw new IllegalArgumentException("must be whsec_ and the base64 of 24 to 64 random bytes");
        }
        return key;
    }

    @Override
    public String toString() {
        return "WebhookConfig[" + timeout + "]";
    }
}
