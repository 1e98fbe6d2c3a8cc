package org.modelgate.router.provider;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.Hosting;

/**
 * A route of a provider.
 *
 * @param dialect wire format it speaks
 * @param hosting its path and wrapping
 * @param models which models it serves, by the provider's name of them
 * @param auth how it wants the credential
 * @param passedHeaders the client's headers that reach it, by lower-case name
 * @param defaultHeaders headers that it gets when neither client nor translator gave them
 */
public record Endpoint(
        DialectId dialect,
        Hosting hosting,
        Predicate<String> models,
        AuthScheme auth,
        List<String> passedHeaders,
        Map<String, String> defaultHeaders) {

    private static final List<String> ANTHROPIC = List.of("anthropic-version", "anthropic-beta");
    private static final Map<String, String> DEFAULT_VERSION = Map.of("anthropic-version", "2023-06-01");

    public Endpoint {
        passedHeaders = List.copyOf(passedHeaders);
        defaultHeaders = Map.copyOf(defaultHeaders);
    }

    /** Messages as the dialect's own vendor serves them, version and betas in headers. */
    public static Endpoint messages(Hosting hosting, AuthScheme auth) {
        return new Endpoint(DialectId.ANTHROPIC_MESSAGES, hosting, model -> true, auth, ANTHROPIC, DEFAULT_VERSION);
    }

    /** Messages where the hosting decides on the version. */
    public static Endpoint hostedMessages(Hosting hosting, AuthScheme auth) {
        return new Endpoint(DialectId.ANTHROPIC_MESSAGES, hosting, model -> true, auth, ANTHROPIC, Map.of());
    }

    /** A route with a bearer key and no headers of its own. */
    public static Endpoint plain(DialectId dialect, Hosting hosting) {
        return new Endpoint(dialect, hosting, model -> true, AuthScheme.BEARER, List.of(), Map.of());
    }

    public static Endpoint chat(Hosting hosting) {
        return plain(DialectId.OPENAI_CHAT, hosting);
    }

    public static Endpoint responses(Hosting hosting) {
        return plain(DialectId.OPENAI_RESPONSES, hosting);
    }

    /** The same for some models. */
    public Endpoint forModels(Predicate<String> served) {
        return new Endpoint(dialect, hosting, served, auth, passedHeaders, defaultHeaders);
    }

    public Endpoint withAuth(AuthScheme other) {
        return new Endpoint(dialect, hosting, models, other, passedHeaders, defaultHeaders);
    }
}
