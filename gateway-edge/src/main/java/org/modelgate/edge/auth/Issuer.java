package org.modelgate.edge.auth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.modelgate.common.config.Section;

/**
 * One entry of the section {@code oidc}: whose tokens are taken.
 *
 * @param issuer as the tokens' {@code iss} has it, exactly; its keys are found by discovery below it
 * @param audience one of the tokens' {@code aud}, exactly
 * @param accountClaim the claim that names the account
 * @param algorithms signatures that are taken; never {@code none} or one with a shared secret
 */
public record Issuer(URI issuer, String audience, String accountClaim, Set<String> algorithms) {
    static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** Reads the entries; faults go to the reading's problems. */
    public static List<Issuer> read(List<Section> entries) {
        List<Issuer> issuers = new ArrayList<>();
        for (Section entry : entries) {
            String issuer = entry.required("issuer");
            Issuer read = new Issuer(
                    uri(entry, issuer),
                    entry.required("audience"),
                    entry.string("account_claim", "sub"),
                    algorithms(entry));
            issuers.add(read);
        }
        return List.copyOf(issuers);
    }

    private static URI uri(Section entry, String text) {
        try {
            URI uri = URI.create(text);
            if (!text.isEmpty() && (!trusted(uri) || uri.getRawQuery() != null || uri.getRawFragment() != null)) {
                entry.problem("issuer", "must be an https address (http on this machine only) without a query");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            entry.problem("issuer", "'" + text + "' is no address");
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
