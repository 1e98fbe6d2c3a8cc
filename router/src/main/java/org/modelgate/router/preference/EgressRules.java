package org.modelgate.router.preference;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.modelgate.common.config.Section;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/**
 * The {@code egress} section, and {@code allow_custom_host} of providers: which hosts a request may name. Nothing is allowed unless
 * the operator says so.
 *
 * @param hosts names that any provider's calls may go to; {@code *.example.com} stands for all below
 * @param providers names of those whose calls may go to any public host
 * @param http whether hosts may be without TLS
 * @param privateAddresses whether they may be in the operator's own networks
 */
public record EgressRules(Set<String> hosts, Set<String> providers, boolean http, boolean privateAddresses) {
    public static final EgressRules NONE = new EgressRules(Set.of(), Set.of(), false, false);
    private static final int LENGTH_MAX = 2_048;
    private static final List<Integer> USUAL_PORTS = List.of(-1, 80, 443);

    public EgressRules {
        hosts = Set.copyOf(hosts);
        providers = Set.copyOf(providers);
    }

    /** @param named the sections of all providers */
    public static EgressRules read(Section section, Map<String, Section> named) {
        Set<String> hosts = new HashSet<>();
        section.strings("custom_hosts").forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        Set<String> providers = new HashSet<>();
        named.forEach((name, provider) -> {
            if (provider.bool("allow_custom_host", false)) {
                providers.add(name);
            }
        });
        return new EgressRules(
                hosts, providers, section.bool("allow_http", false), section.bool("allow_private", false));
    }

    /** Whether any request may name a host. */
    public boolean any() {
        return !hosts.isEmpty() || !providers.isEmpty();
    }

    /**
     * The base URL that a request names, less trailing slashes.
     *
     * @param field that names it
     * @param provider whose calls would go there
     * @throws GatewayException forbidden, or invalid_request that names the field; neither shows the host
     */
    URI check(String text, String field, String provider) {
        if (!any()) {
            throw forbidden(field, "custom hosts are not allowed by the operator of this gateway");
        }
        URI url = parse(text, field);
        String host = url.getHost().toLowerCase(Locale.ROOT);
        boolean listed = hosts.stream().anyMatch(allowed -> matches(host, url.getPort(), allowed));
        if (!listed && !providers.contains(provider)) {
            throw forbidden(field, "this host is not allowed by the operator of this gateway");
        }
        if (!listed && !USUAL_PORTS.contains(url.getPort())) {
            throw forbidden(field, "this port is not allowed by the operator of this gateway");
        }
        if (!http && !Objects.equals(url.getScheme(), "https")) {
            throw GatewayError.invalid(field, "must be an https URL").asException();
        }
        return url;
    }

    private static boolean matches(String host, int port, String allowed) {
        int colon = allowed.lastIndexOf(':');
        String name = colon < 0 ? allowed : allowed.substring(0, colon);
        boolean portFits = colon < 0
                ? USUAL_PORTS.contains(port)
                : allowed.substring(colon + 1).equals("" + port);
        boolean nameFits = name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
        return portFits && nameFits;
    }

    private static URI parse(String text, String field) {
        try {
            if (text.length() <= LENGTH_MAX) {
                URI url = new URI(text.replaceFirst("/+$", "")).normalize();
                boolean http = Objects.equals(url.getScheme(), "http") || Objects.equals(url.getScheme(), "https");
                boolean plain = url.getRawQuery() == null && url.getRawFragment() == null && url.getUserInfo() == null;
                if (http && plain && url.getHost() != null && isCanonical(url.getHost())) {
                    return url;
                }
            }
        } catch (URISyntaxException e) {
            // Said below, without the text.
        }
        throw GatewayError.invalid(field, "must be an http or https URL with a host and nothing else but a path")
                .asException();
    }

    /** Numbers that some resolvers take for an address ({@code 2130706433}, {@code 0x7f.1}) are no names. */
    private static boolean isCanonical(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        boolean numeric = !last.isEmpty() && Character.isDigit(last.charAt(0));
        return !numeric || host.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    }

    private static GatewayException forbidden(String field, String problem) {
        return new GatewayError(
                        Fault.CLIENT,
                        ErrorCode.FORBIDDEN,
                        403,
                        field + ": " + problem,
                        field,
                        null,
                        GatewayError.NO_RETRY_AFTER)
                .asException();
    }
}
