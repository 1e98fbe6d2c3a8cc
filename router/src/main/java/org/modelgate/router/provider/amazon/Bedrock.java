package org.modelgate.router.provider.amazon;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.provider.Access.Given;
import org.modelgate.router.provider.Access.Reach;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.HostPart;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;

/**
 * Bedrock's surfaces (wire notes on Bedrock, section 1): the runtime, where Claude is served by InvokeModel and all else by Converse,
 * and Mantle with its Messages and OpenAI paths. Calls carry a bearer key, or are signed with AWS credentials.
 */
public final class Bedrock {
    private static final String RUNTIME = "runtime";
    private static final String MANTLE = "mantle";

    private static final RetryHints HINTS = RetryHints.COMMON.and(
            Set.of(
                    "AccessDeniedException",
                    "UnrecognizedClientException",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "InvalidSignatureException",
                    "ServiceQuotaExceededException"),
            List.of());

    private static final List<Endpoint> RUNTIME_ROUTES = List.of(
            Endpoint.hostedMessages(Hostings.bedrockInvoke(), AuthScheme.BEARER).forModels(Bedrock::isClaude),
            Endpoint.plain(DialectId.BEDROCK_CONVERSE, Hostings.bedrockConverse()));

    /** Behind paths that are those of the vendors themselves, streams are plain SSE. */
    private static final List<Endpoint> MANTLE_ROUTES = List.of(
            Endpoint.messages(Hostings.bedrockMantle(), AuthScheme.BEARER).forModels(Bedrock::isClaude),
            Endpoint.chat(Hosting.at("/openai/v1/chat/completions")),
            Endpoint.responses(Hosting.at("/openai/v1/responses")).forModels(model -> !isClaude(model)));

    private Bedrock() {}

    public static Provider provider() {
        return Provider.of("bedrock", Bedrock::read, Timeouts.SILENT, RUNTIME_ROUTES.toArray(Endpoint[]::new))
                .withHints(HINTS);
    }

    private static Reach read(Section section, Given given) {
        String region = HostPart.read(section, "region");
        String surface = section.parse("surface", RUNTIME, Bedrock::surface);
        boolean mantle = surface.equals(MANTLE);
        AwsKeys keys = keys(section, given.apiKey() == null ? null : "api_key");
        boolean addressed = given.apiKey() != null && given.baseUrl() != null;
        if (!section.has("region") && !addressed && !(section.has("base_url") && given.baseUrl() == null)) {
            section.problem(
                    "region",
                    "is required for type bedrock" + (given.baseUrl() == null ? "" : ": requests are signed for it"));
        }
        URI usual = region == null ? null : URI.create(mantle ? mantle(region) : runtime(region));
        Reach reach = new Reach(
                given.baseUrl() == null ? usual : given.baseUrl(),
                region,
                given.apiKey(),
                null,
                Map.of(),
                mantle ? MANTLE_ROUTES : List.of());
        if (given.apiKey() != null || region == null) {
            return reach;
        }
        String service = mantle ? "bedrock-mantle" : "bedrock";
        return reach.provenBy((vertx, clock) -> new AwsSigning(vertx, clock, keys.source(), service, region));
    }

    private static String surface(String text) {
        if (!text.equals(RUNTIME) && !text.equals(MANTLE)) {
            throw new IllegalArgumentException("must be runtime or mantle, not '" + text + "'");
        }
        return text;
    }

    /** @param other the key that excludes these, null if there is none */
    private static AwsKeys keys(Section section, @Nullable String other) {
        String id = HostPart.text(section, "access_key_id");
        String secret = HostPart.text(section, "secret_access_key");
        String session = HostPart.text(section, "session_token");
        String profile = HostPart.text(section, "profile");
        if ((id == null) != (secret == null)) {
            section.problem(id == null ? "access_key_id" : "secret_access_key", "is required beside the other one");
        }
        if (id == null && session != null) {
            section.problem("session_token", "belongs to an access_key_id");
        }
        if (id != null && profile != null) {
            section.problem("profile", "can't be used together with access_key_id");
        }
        if (other != null && (id != null || profile != null)) {
            section.problem(id == null ? "profile" : "access_key_id", "can't be used together with " + other);
        }
        return new AwsKeys(
                id, secret == null ? null : new Secret(secret), session == null ? null : new Secret(session), profile);
    }

    /** By foundation id, behind a region or in an ARN; a profile of an operator's own names no vendor. */
    private static boolean isClaude(String model) {
        return model.contains("anthropic.");
    }

    /** Amazon's partitions have domains of their own. */
    private static String runtime(String region) {
        String domain = "amazonaws.com";
        if (region.startsWith("cn-")) {
            domain = "amazonaws.com.cn";
        } else if (region.startsWith("eusc-")) {
            domain = "amazonaws.eu";
        }
        return "https://bedrock-runtime." + region + "." + domain;
    }

    private static String mantle(String region) {
        return "https://bedrock-mantle." + region + ".api.aws";
    }
}
