package org.modelgate.edge.auth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;

/**
 * One entry of the section {@code oidc}: whose tokens are taken.
 *
 * @param issuer as the tokens' {@code iss} has it, exactly
 * @param audience one of the tokens' {@code aud}, exactly
 * @param jwksUri where its keys are; null: where its discovery document says
 * @param accountClaim the claim that names the account, or a path of members to it with dots between
 * @param algorithms signatures that are taken; never {@code none} or one with a shared secret
 */
public record Issuer(URI issuer, String audience, @Nullable URI jwksUri, String accountClaim, Set<String> algorithms) {
    static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** Reads the entries; faults go to the reading's problems. */
    public static List<Issuer> read(List<Section> entries) {
        List<Issuer> issuers = new ArrayList<>();
        for (Section entry : entries) {
            String keys = entry.string("jwks_uri");
            Issuer read = new Issuer(
                    uri(entry, "issuer", entry.required("issuer"), false),
                    entry.required("audience"),
                    keys == null ? null : uri(entry, "jwks_uri", keys, true),
                    entry.string("account_claim", "sub"),
                    algorithms(entry));
            if (issuers.stream().anyMatch(read::isSameAs)) {
                entry.problem("audience", "stands in another entry of this issuer already");
            }
            issuers.add(read);
        }
        return List.copyOf(issuers);
    }

    private boolean isSameAs(Issuer other) {
        return issuer.equals(other.issuer) && audience.equals(other.audience);
    }

    private static URI uri(Section entry, String key, String text, boolean query) {
        try {
            URI uri = URI.create(text);
            boolean plain = uri.getRawFragment() == null && (query || uri.getRawQuery() == null);
            if (!text.isEmpty() && (!trusted(uri) || !plain)) {
                entry.problem(
                        key,
                        "must be an https address (http on this machine only)" + (query ? "" : " without a query"));
            }
            return uri;
        } catch (IllegalArgumentException e) {
            entry.problem(key, "'" + text + "' is no address");
            return URI.create("");
        }
    }

    /** Whether keys may be fetched from there: by TLS, or from this machine. */
    static boolean trusted(URI uri) {
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null) {
            return false;
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("https") || (scheme.equals("http") && loopback(host));
    }

    private static boolean loopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || (host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
    }

    private static Set<String> algorithms(Section entry) {
        List<String> named = entry.strings("algorithms");
        for (String algorithm : named) {
            if (!ALGORITHMS.contains(algorithm)) {
                entry.problem(
                        "algorithms",
                        "'" + algorithm + "' is none of "
                                + String.join(", ", ALGORITHMS.stream().sorted().toList()));
            }
        }
        return named.isEmpty() ? ALGORITHMS : Set.copyOf(named);
    }

    /** Where the issuer says what its keys' address is. */
    URI discovery() {
        String base = issuer.toString();
        String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(trimmed + "/.well-known/openid-configuration");
    }
}
